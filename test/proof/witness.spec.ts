import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openNote } from '../../src/proof/note.js';
import { parseAddCheckpoint } from '../../src/proof/witness-request.js';
import { witnessOf } from '../../src/proof/witness-server.js';
import { WitnessStore } from '../../src/proof/witness-store.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { signer } from './note-keys.js';
import { logOf, ORIGIN, partsOf, type Reported, WITNESS_KEY } from './witness-world.js';

const directory = freshDirectory();
let store: WitnessStore;
let reports: Reported[];
let ask: ReturnType<typeof witnessOf>;
beforeEach(() => {
  store = WitnessStore.open(directory());
  reports = [];
  ask = witnessOf(partsOf(store, reports));
});
afterEach(() => store.close());

const log = logOf();
const fork = logOf(ORIGIN, 3);
const files = () => readdirSync(directory()).filter((name) => name.endsWith('.checkpoint'));
const statusOf = async (body: string | Promise<string>) => ask(await body).status;

describe('a witness', () => {
  it('cosigns the first tree it sees, and each that goes on from the last', async () => {
    let seen = 0;
    for (const size of [1, 2, 7, 8, 8, 33, 40]) {
      const { status, body } = ask(await log.asks(seen, size));
      expect(status).toBe(200);
      const opened = openNote(`${log.note(size).split('\n\n')[0]}\n\n${body}`, [WITNESS_KEY]);
      expect(opened.signatures).toHaveLength(1);
      seen = size;
    }
    expect(reports).toEqual([]);
  });

  it('cosigns an empty tree, once the log shows one', async () => {
    expect(await statusOf(log.asks(0, 0))).toBe(200);
    expect(await statusOf(log.asks(0, 5))).toBe(200);
  });

  it('refuses a log that goes back, and says what it has seen (I14)', async () => {
    await statusOf(log.asks(0, 10));
    const expected = { status: 409, body: '10\n', type: 'text/x.tlog.size' };
    expect(ask(await log.asks(0, 9))).toEqual(expected);
    expect(ask(await log.asks(9, 9))).toEqual(expected);
    expect(ask(await log.asks(9, 12))).toEqual(expected);
    expect(reports.map(({ details }) => details)).toMatchObject([{ seen: 10 }, { seen: 10 }]);
    expect(await statusOf(log.asks(10, 12))).toBe(200);
  });

  it('refuses a fork of the same size, and keeps what was signed as evidence (I14)', async () => {
    await statusOf(log.asks(0, 10));
    const answer = ask(await fork.asks(10, 10));
    expect(answer).toMatchObject({ status: 409, body: '10\n' });
    expect(reports).toMatchObject([
      { message: expect.stringContaining('a fork') as unknown, details: { note: fork.note(10) } },
    ]);
  });

  it('refuses a larger tree that does not go on from the one it knows', async () => {
    await statusOf(log.asks(0, 10));
    expect(await statusOf(fork.asks(10, 20))).toBe(422);
    expect(reports).toHaveLength(1);
    expect(await statusOf(log.asks(10, 20))).toBe(200);
    // What both have in common is no fork.
    expect(await statusOf(log.asks(20, 20))).toBe(200);
  });

  it('refuses a proof with anything changed in it', async () => {
    await statusOf(log.asks(0, 10));
    const [first = '', ...rest] = (await log.asks(10, 21)).split('\n\n');
    const [old = '', ...proof] = first.split('\n');
    const spoilt = [
      [],
      proof.slice(1),
      proof.slice(0, -1),
      proof.toReversed(),
      [...proof, ...proof],
    ];
    for (const at of proof.keys())
      spoilt.push(proof.with(at, Buffer.alloc(32, 7).toString('base64')));
    for (const lines of spoilt)
      expect(await statusOf([[old, ...lines].join('\n'), ...rest].join('\n\n'))).toBe(422);
    expect(await statusOf([first, ...rest].join('\n\n'))).toBe(200);
  });

  it('refuses a proof with the first tree, which needs none', async () => {
    const body = (await log.asks(0, 5)).replace('old 0\n', `old 0\n${'A'.repeat(43)}=\n`);
    expect(await statusOf(body)).toBe(422);
  });

  it('does not know a log it was not told of, nor take the word of another key', async () => {
    expect(await statusOf(logOf('example.com/other').asks(0, 5))).toBe(404);
    const others = [signer('example.com/other'), signer(ORIGIN, 'another key')];
    expect(await statusOf(log.asks(0, 5, log.note(5, others)))).toBe(403);
    const one = log.note(5).replace(/\n5\n/, '\n6\n');
    expect(await statusOf(log.asks(0, 5, one))).toBe(403);
    expect(files()).toEqual([]);
    expect(await statusOf(log.asks(0, 5, log.note(5, [...others, signer(ORIGIN)])))).toBe(200);
  });

  const junk = (lines: number): string =>
    Array.from({ length: lines }, (_, at) => {
      const bytes = Buffer.alloc(68, at + 1).toString('base64');
      return `— junk${at}.example ${bytes}\n`;
    }).join('');

  it('keeps the lines of the log and its own alone, whatever is added to the note', async () => {
    await statusOf(log.asks(0, 5));
    const own = log.note(5);
    const mine = own.slice(own.indexOf('\n\n') + 2);
    for (const lines of [junk(99), junk(1), mine, mine.repeat(99)])
      expect(await statusOf(log.asks(5, 5, own + lines))).toBe(200);
    expect(await statusOf(log.asks(5, 5, own + junk(100)))).toBe(400);
    const { body } = ask(await log.asks(5, 5, own + junk(7)));
    expect(readFileSync(join(directory(), files()[0] ?? ''), 'utf8')).toBe(own + body);
    expect(await statusOf(log.asks(5, 9))).toBe(200);
  });

  it('refuses a tree smaller than the old one as no request at all', async () => {
    await statusOf(log.asks(0, 10));
    expect(await statusOf(log.asks(10, 9))).toBe(400);
  });

  it.each([
    ['nothing', () => ''],
    ['no old size', (good: string) => good.slice(good.indexOf('\n') + 1)],
    ['a size with a leading zero', (good: string) => good.replace('old 0', 'old 00')],
    ['a negative size', (good: string) => good.replace('old 0', 'old -1')],
    ['a size too large', (good: string) => good.replace('old 0', 'old 18446744073709551616')],
    ['no empty line', (good: string) => good.replace('\n\n', '\n')],
    ['a hash that is none', (good: string) => good.replace('\n\n', '\nAAAA\n\n')],
    ['64 hashes', (good: string) => good.replace('\n', `\n${`${'A'.repeat(43)}=\n`.repeat(64)}`)],
    ['a note that is none', (good: string) => good.replace('—', '-')],
    ['a checkpoint that is none', (good: string) => good.replace('\n5\n', '\n05\n')],
    ['carriage returns', (good: string) => good.replaceAll('\n', '\r\n')],
  ])('answers 400 to %s', async (_, spoil) => {
    expect(await statusOf(spoil(await log.asks(0, 5)))).toBe(400);
    expect(files()).toEqual([]);
  });

  it('is not thrown by anything that is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(ask(text).status).toBe(400);
        expect(parseAddCheckpoint(`old 0\n\n${text}`)?.note).toBe(text);
      }),
    );
  });
});
