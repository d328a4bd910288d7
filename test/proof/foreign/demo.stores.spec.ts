import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, demoConfig, readConfig } from '../../../src/config.js';
import { systemClock } from '../../../src/house/clock.js';
import { openHouse } from '../../../src/house/house.js';
import { loggerTo } from '../../../src/house/logger.js';
import { endChildren, jejak, settingsIn } from '../../cli/jejak.js';
import { hasGo } from '../../ferretdb/binary.js';
import { exporting, Package } from '../packages.js';
import { goBuilt } from './go-verify.js';
import { followShell, ran, shown, unpackedIn } from './guide.js';
import { sigstoreAccepts, sigstoreEntries } from './sigstore.js';

const LOADING_MS = 300_000;
const directory = mkdtempSync(join(tmpdir(), 'jejak-demo-'));
const settings = settingsIn(directory);
const config = (): Config => readConfig(settings);

/** The demo as it is loaded, and a checkpoint of it. */
beforeAll(async () => {
  const loaded = await jejak(settings, 'demo', '--no-serve');
  expect(loaded).toMatchObject({ status: 0 });
  const log = loggerTo('silent', () => undefined, systemClock);
  const opening = { config: demoConfig(config()), clock: systemClock, log, demo: true };
  const house = await openHouse(opening);
  await house.proof.checkpointer.publish();
  await house.close();
}, LOADING_MS);
afterEach(endChildren);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const packaged = async (name: string, flags: object): Promise<Package> => {
  const out = join(directory, `${name}.zip`);
  const exported = await exporting(config(), { ...flags, demo: true, out });
  expect(exported).toMatchObject({ status: 0 });
  return new Package(out);
};

/** Go's own code over all of a package; said where it is not there to ask. */
const byGo = async (name: string, found: Package, unpacked: string): Promise<string> => {
  if (!hasGo()) return 'there is no Go here';
  const program = await goBuilt(directory, name, shown(found, 'go'));
  return (await ran(program, [unpacked], directory)).said.trimEnd();
};

describe('a package of the demo, verified by programs that are not ours', () => {
  it('of a loan: openssl, sed and awk; @sigstore/verify; Go', async () => {
    const found = await packaged('loan', { loan: 'JAMSOSTEK-12' });
    const unpacked = unpackedIn(directory, found);
    const { events } = found.manifest;
    const { status, said } = await followShell(found, unpacked);
    expect([status, said]).toEqual([0, expect.stringContaining('Signature Verified Successfully')]);
    expect(said.match(/ is what was logged/g)).toHaveLength(events);
    const entries = sigstoreEntries(found);
    expect(entries).toHaveLength(events);
    expect(entries.filter(sigstoreAccepts)).toEqual(entries);
    const all = `${events} of ${events} events are what was signed, in 1 checkpoints`;
    expect([all, 'there is no Go here']).toContain(await byGo('go-loan', found, unpacked));
  });

  it('of the whole log: openssl, Node and Go', async () => {
    const found = await packaged('all', { all: true });
    const unpacked = unpackedIn(directory, found);
    const { events, uncovered } = found.manifest;
    expect([events > 5_000, uncovered]).toEqual([true, { events: 0, first: null }]);
    expect(await followShell(found, unpacked)).toMatchObject({ status: 0 });
    writeFileSync(join(unpacked, 'check.mjs'), shown(found, 'js'));
    const said = await ran(process.execPath, ['check.mjs'], unpacked);
    expect(said).toEqual({
      status: 0,
      said: `${events} of ${events} events are what was signed\n`,
    });
    const all = `${events} of ${events} events are what was signed, in 1 checkpoints`;
    expect([all, 'there is no Go here']).toContain(await byGo('go-all', found, unpacked));
  });
});
