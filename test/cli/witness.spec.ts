import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cosign, type Witness, WitnessRefused } from '../../src/proof/witness-client.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { verifier } from '../proof/note-keys.js';
import { logOf, ORIGIN } from '../proof/witness-world.js';
import { endChildren, jejak, settingsIn } from './jejak.js';
import { endWitnesses, startWitness, witnessWords } from './witnesses.js';

const directory = freshDirectory();
afterEach(endChildren);
afterEach(endWitnesses);

const dir = () => join(directory(), 'witness');
const LOG = verifier(ORIGIN).vkey;
const args = () => witnessWords(dir(), LOG);
const start = () => startWitness(dir(), LOG);

const log = logOf();
const fork = logOf(ORIGIN, 3);
const asked = (witness: Witness, size: number, from = log) =>
  cosign(witness, from.note(size), (seen) => from.proof(seen, size));

describe('jejak witness', () => {
  it('remembers what it has seen, and who it is, when it was killed', async () => {
    const first = await start();
    await asked(first, 5);
    await asked(first, 20);
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const second = await start();
    expect(second.verifier.vkey).toBe(first.verifier.vkey);
    await expect(asked(second, 9)).rejects.toThrow(WitnessRefused);
    await expect(asked(second, 20, fork)).rejects.toThrow(WitnessRefused);
    await expect(asked(second, 30, fork)).rejects.toThrow(WitnessRefused);
    await expect(asked(second, 30)).resolves.toContain('jejak.local/witness');
    second.child.kill('SIGTERM');
    expect((await once(second.child, 'close'))[0]).toBe(0);
  });

  it('does not begin anew where what it remembered was taken away', async () => {
    const stopped = async ({ child }: Awaited<ReturnType<typeof start>>) => {
      child.kill('SIGTERM');
      await once(child, 'close');
    };
    const first = await start();
    await asked(first, 10);
    await stopped(first);
    const seen = readdirSync(dir()).find((name) => name.endsWith('.checkpoint')) ?? '';
    rmSync(join(dir(), seen));
    const second = await start();
    await expect(asked(second, 5, fork)).rejects.toThrow('500');
    await stopped(second);
    rmSync(join(dir(), 'witness.logs'));
    const { status, err } = await jejak(settingsIn(directory()), ...args());
    expect([status, err]).toEqual([1, expect.stringContaining('witness.logs is gone')]);
  });

  it('does not work beside another in one directory: none cosigns both sides', async () => {
    const first = await start();
    const { status, err } = await jejak(settingsIn(directory()), ...args());
    expect(status).toBe(1);
    expect(err).toContain('has a writer already');
    await expect(asked(first, 5)).resolves.toContain('—');
  });

  it('does not sign with a key that others may read', async () => {
    const { child } = await start();
    child.kill('SIGTERM');
    await once(child, 'close');
    chmodSync(join(dir(), 'witness.key'), 0o644);
    const { status, err } = await jejak(settingsIn(directory()), ...args());
    expect(status).toBe(1);
    expect(err).toContain('others may read it');
    expect(readFileSync(join(dir(), 'witness.key'), 'utf8')).toMatch(/^PRIVATE\+KEY\+/);
  });

  it.each([
    ['no log', ['witness'], "'--log <vkey...>'"],
    ['a log that is none', ['witness', '--log', 'x'], '--log: x is not a public key'],
    ['a port that is none', ['witness', '--log', LOG, '--port', 'x'], '--port: expected'],
    ['a name that is none', ['witness', '--log', LOG, '--name', 'a b'], '--name: expected'],
  ])('is not started with %s', async (_, words, said) => {
    const { status, err } = await jejak(settingsIn(directory()), ...words);
    expect(status).toBe(2);
    expect(err).toContain(said);
  });
});
