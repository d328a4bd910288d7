import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreHeld } from '../../src/event-store/lock.js';
import { witnessOf } from '../../src/proof/witness-server.js';
import { WitnessForgot, WitnessStore } from '../../src/proof/witness-store.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { logOf, ORIGIN, partsOf, WITNESS_KEY } from './witness-world.js';

const directory = freshDirectory();
let store: WitnessStore;
let ask: ReturnType<typeof witnessOf>;
beforeEach(() => {
  store = WitnessStore.open(directory());
  ask = witnessOf(partsOf(store));
});
afterEach(() => store.close());

const log = logOf();
const fork = logOf(ORIGIN, 3);
const files = () => readdirSync(directory()).filter((name) => name.endsWith('.checkpoint'));
const statusOf = async (body: string | Promise<string>) => ask(await body).status;

describe('what a witness has seen', () => {
  const opened = () => {
    store = WitnessStore.open(directory());
    ask = witnessOf(partsOf(store));
  };
  const again = () => {
    store.close();
    opened();
  };

  it('is remembered by the next process', async () => {
    await statusOf(log.asks(0, 10));
    again();
    expect(await statusOf(fork.asks(10, 10))).toBe(409);
    expect(await statusOf(fork.asks(10, 20))).toBe(422);
    expect(ask(await log.asks(0, 20))).toMatchObject({ status: 409, body: '10\n' });
    expect(await statusOf(log.asks(10, 20))).toBe(200);
  });

  it('is on the disk, cosigned, before it is answered', async () => {
    const { body } = ask(await log.asks(0, 10));
    const [file = ''] = files();
    expect(readFileSync(join(directory(), file), 'utf8')).toBe(`${log.note(10)}${body}`);
  });

  it.each([
    ['emptied', () => ''],
    ['cut short', (text: string) => text.slice(0, -20)],
    ['made smaller', (text: string) => text.replace('\n10\n', '\n9\n')],
    ['without the witness’ own signature', () => log.note(10)],
  ])('where it is %s, nothing is signed: it does not begin anew', async (_, spoil) => {
    await statusOf(log.asks(0, 10));
    const file = join(directory(), files()[0] ?? '');
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    const body = await fork.asks(0, 5);
    expect(() => ask(body)).toThrow(WitnessForgot);
    again();
    expect(() => ask(body)).toThrow(WitnessForgot);
  });

  it('is missed where its file is gone while it works', async () => {
    await statusOf(log.asks(0, 10));
    rmSync(join(directory(), files()[0] ?? ''));
    const body = await fork.asks(0, 5);
    expect(() => ask(body)).toThrow('not what was found or written there before');
  });

  const kept = (name: string) => {
    const file = join(directory(), name);
    return { file, text: readFileSync(file, 'utf8') };
  };

  it('is missed where its file was taken away between two runs: no fork is cosigned', async () => {
    await statusOf(log.asks(0, 10));
    const { file, text } = kept(files()[0] ?? '');
    rmSync(file);
    again();
    const bodies = [await fork.asks(0, 5), await fork.asks(0, 12), await log.asks(0, 12)];
    for (const body of bodies) expect(() => ask(body)).toThrow('10 leaves were cosigned');
    writeFileSync(file, text);
    again();
    expect(await statusOf(log.asks(10, 12))).toBe(200);
  });

  it('is missed where an older one was put back, while it works or between two runs', async () => {
    await statusOf(log.asks(0, 5));
    const file = join(directory(), files()[0] ?? '');
    const older = readFileSync(file, 'utf8');
    await statusOf(log.asks(5, 10));
    const newer = readFileSync(file, 'utf8');
    const body = await log.asks(5, 7);
    again();
    expect(await statusOf(log.asks(5, 7))).toBe(409);
    writeFileSync(file, older);
    expect(() => ask(body)).toThrow('not what was found or written there before');
    again();
    expect(() => ask(body)).toThrow('10 leaves were cosigned');
    writeFileSync(file, newer);
    again();
    expect(await statusOf(log.asks(10, 12))).toBe(200);
  });

  it('is missed where the index of logs is gone or spoilt', async () => {
    await statusOf(log.asks(0, 10));
    const { file, text } = kept('witness.logs');
    expect(text).toBe(`10 ${ORIGIN}\n`);
    rmSync(file);
    store.close();
    expect(opened).toThrow(WitnessForgot);
    for (const spoilt of [`10 ${ORIGIN}`, `-1 ${ORIGIN}\n`, '10\n', '\n']) {
      writeFileSync(file, spoilt);
      expect(opened).toThrow('witness.logs is not as it was written');
    }
    writeFileSync(file, text);
    opened();
    expect(await statusOf(log.asks(10, 12))).toBe(200);
  });

  it('is ahead of the index where the process died between the two', async () => {
    await statusOf(log.asks(0, 10));
    const { file, text } = kept('witness.logs');
    await statusOf(log.asks(10, 12));
    writeFileSync(file, text);
    again();
    expect(ask(await log.asks(10, 12))).toMatchObject({ status: 409, body: '12\n' });
    expect(await statusOf(log.asks(12, 20))).toBe(200);
    expect(readFileSync(file, 'utf8')).toBe(`20 ${ORIGIN}\n`);
  });

  it('of one log is not taken for that of another', async () => {
    await statusOf(log.asks(0, 10));
    const text = readFileSync(join(directory(), files()[0] ?? ''), 'utf8');
    store.remember({ origin: 'example.com/other', size: 10 }, text);
    expect(() => store.last('example.com/other', WITNESS_KEY)).toThrow('about another log');
  });

  it('belongs to one process at a time', () => {
    expect(() => WitnessStore.open(directory())).toThrow(StoreHeld);
    again();
    expect(() => WitnessStore.open(join(directory(), '.'))).toThrow(StoreHeld);
  });
});
