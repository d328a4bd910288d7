import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../src/event-store/port.js';
import { hashFits } from '../../src/event-store/seal.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import { verifyConsistency, verifyInclusion } from '../../src/proof/merkle.js';
import { openNote } from '../../src/proof/note.js';
import { parseVkey } from '../../src/proof/note-key.js';
import { proofFile } from '../../src/proof/package-layout.js';
import { parseTlogProof } from '../../src/proof/tlog-proof.js';
import { exporting, HOSTILE, Package, toldStore } from './packages.js';
import { naiveRoot } from './trees.js';

const { directory, config } = toldStore();
let packages = 0;
const packaged = async (flags: object): Promise<Package> => {
  const out = join(directory, `${(packages += 1)}.zip`);
  const { status, said } = await exporting(config(), { ...flags, out });
  expect({ status, said: status === 0 ? '' : said }).toEqual({ status: 0, said: '' });
  return new Package(out);
};
const eventsIn = (found: Package): readonly StoredEvent[] =>
  found.lines('events.jsonl').map((line) => JSON.parse(line) as StoredEvent);

describe('an audit package of a mitra', () => {
  it('holds all that names him, whole streams said so, each line as its hash has it', async () => {
    const found = await packaged({ mitra: 'M-1' });
    const events = eventsIn(found);
    expect(events.every(({ mitra }) => mitra === 'M-1')).toBe(true);
    expect(events.every(hashFits)).toBe(true);
    expect(found.lines('events.jsonl')).toEqual(events.map((event) => canonicalJson(event)));
    const { streams, what, uncovered } = found.manifest;
    expect({ what, streams: Array.isArray(streams) && streams.slice(0, 2) }).toEqual({
      what: { mitra: 'M-1' },
      streams: [
        { streamId: 'mitra-M-1', events: 1, whole: true },
        { streamId: 'loan-L-1', events: expect.any(Number), whole: true },
      ],
    });
    expect(uncovered.events).toBe(1);
    expect(events.at(-1)?.position).toBe(uncovered.first?.position);
  });

  it('proves each event that is covered, and names those that are not', async () => {
    const found = await packaged({ mitra: 'M-1' });
    const { keys, checkpoints, uncovered } = found.manifest;
    const verifiers = keys.map(({ vkey }) => parseVkey(vkey));
    const events = eventsIn(found);
    const covered = events.slice(0, events.length - uncovered.events);
    for (const event of covered) {
      const { index, hashes, checkpoint } = parseTlogProof(found.text(proofFile(event.eventId)));
      const { size, root } = parseCheckpoint(openNote(checkpoint, verifiers).text);
      const leaf = leafHashOf(event);
      expect(verifyInclusion({ index, size, root, leaf, proof: hashes })).toBe(true);
      expect(size).toBe(checkpoints.at(-1)?.size);
    }
    const proofs = found.names.filter((name) => name.startsWith('proofs/'));
    expect(proofs).toEqual(covered.map(({ eventId }) => proofFile(eventId)));
  });

  it('holds the first checkpoint to cover an event and the newest, and they agree', async () => {
    const found = await packaged({ mitra: 'M-1' });
    const { checkpoints, consistency } = found.manifest;
    expect([checkpoints.length, consistency.length]).toEqual([2, 1]);
    const [from, to] = checkpoints.map(({ file }) =>
      parseCheckpoint(found.text(file).split('\n\n')[0] + '\n'),
    );
    const [old = '', ...hashes] =
      found
        .text(consistency[0]?.file ?? '')
        .split('\n\n')[0]
        ?.split('\n') ?? [];
    expect(old).toBe(`old ${from?.size}`);
    const proof = hashes.map((hash) => Buffer.from(hash, 'base64'));
    if (!from || !to) throw new Error('two checkpoints');
    expect(
      verifyConsistency({
        ...{ from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, proof },
      }),
    ).toBe(true);
  });

  it('says what the read models say, and which events add up to it', async () => {
    const found = await packaged({ mitra: 'M-1' });
    const [loan = ''] = found.lines('documents/loans.jsonl');
    const { number, position, explained } = JSON.parse(loan) as {
      readonly number: string;
      readonly position: Readonly<Record<string, number>>;
      readonly explained: Readonly<Record<string, readonly { readonly amount: number }[]>>;
    };
    expect(number).toBe('L-1');
    const sums = Object.entries(explained).map(([figure, parts]) => [
      ...[figure, parts.reduce((all, { amount }) => all + amount, 0)],
    ]);
    expect(sums.length).toBeGreaterThan(5);
    expect({ ...position, interestAgreed: 144_000 }).toMatchObject(Object.fromEntries(sums));
    const [mitra = ''] = found.lines('documents/mitra.jsonl');
    expect(JSON.parse(mitra)).toMatchObject({ code: 'M-1', name: 'Siti M-1', unit: 'JKT' });
  });

  it('tells every event in order, in both languages, with both dates and its hash', async () => {
    const found = await packaged({ mitra: 'M-1' });
    const rows = found.text('timeline.html').split('<tr').slice(2);
    const events = eventsIn(found);
    expect(rows).toHaveLength(events.length);
    for (const [at, { effectiveOn, recordedAt, hash }] of events.entries())
      for (const shown of [effectiveOn, recordedAt, hash]) expect(rows[at]).toContain(`>${shown}<`);
    expect(rows[0]).toContain('Mitra binaan M-1 didaftarkan');
    expect(rows[0]).toContain('Mitra M-1 registered');
    expect(rows.map((row) => row.startsWith(' class="uncovered"'))).toEqual(
      events.map((event) => event === events.at(-1)),
    );
  });

  it('lists every file with its digest', async () => {
    const found = await packaged({ mitra: 'M-1' });
    const listed = found.manifest.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
    const actual = found.names.slice(0, -1).map((path) => ({
      ...{ path, bytes: found.bytes(path).length },
      sha256: createHash('sha256').update(found.bytes(path)).digest('hex'),
    }));
    expect(listed).toEqual(actual);
    expect(found.names.at(-1)).toBe('manifest.json');
  });
});

describe('personal data in a package', () => {
  it('is readable in documents and timeline, where it cannot run, not in the events', async () => {
    const found = await packaged({ mitra: 'M-9' });
    const [mitra = ''] = found.lines('documents/mitra.jsonl');
    expect(JSON.parse(mitra)).toMatchObject({ name: HOSTILE });
    expect(found.text('events.jsonl')).not.toContain('alert');
    const timeline = found.text('timeline.html');
    expect(timeline).toContain('&lt;script&gt;alert(&quot;O&#39;Neil&quot;)&lt;/script&gt;');
    expect(timeline).not.toMatch(/<script|<img|<link|src=|https?:|javascript:/i);
  });

  it('is said to be in clear, to whoever makes the package and to whoever opens it', async () => {
    const out = join(directory, 'in-clear.zip');
    const { said } = await exporting(config(), { mitra: 'M-9', out });
    expect(said).toMatch(/^Names, identity numbers, addresses.* in clear: keep it safe/m);
    expect(new Package(out).text('VERIFY.md')).toMatch(/\*\*Keep it safe\.\*\*\nNames, identity/);
    const without = join(directory, 'sealed.zip');
    const sealed = await exporting(config(), { mitra: 'M-9', personal: false, out: without });
    const guide = new Package(without).text('VERIFY.md');
    expect(`${sealed.said}${guide}`).not.toContain('in clear');
    expect(guide).toContain('What is personal is sealed everywhere in it.');
  });

  it('is nowhere with --no-personal, and nowhere without the key store', async () => {
    const sealed = await packaged({ mitra: 'M-9', personal: false });
    expect(sealed.manifest.personal).toBe('LEFT_OUT');
    const own = config();
    const keyStore = { ...own.keyStore, file: join(directory, 'no-keys.db') };
    const out = join(directory, 'no-keys.zip');
    const { said } = await exporting({ ...own, keyStore }, { mitra: 'M-9', out });
    expect(said).toContain('personal data stays sealed');
    expect(said).not.toContain('in clear');
    for (const one of [sealed, new Package(out)])
      for (const name of one.names) expect(one.text(name)).not.toMatch(/alert|O'Neil/);
    expect(existsSync(keyStore.file)).toBe(false);
  });
});

describe('an audit package of a loan', () => {
  it('holds what names the loan, and nothing else of its mitra', async () => {
    const found = await packaged({ loan: 'L-2' });
    expect(eventsIn(found).every(({ loan }) => loan === 'L-2')).toBe(true);
    expect(found.manifest).toMatchObject({
      what: { loan: 'L-2', mitra: 'M-3' },
      streams: [{ streamId: 'loan-L-2', whole: true }],
      uncovered: { events: 0, first: null },
    });
    expect(found.lines('documents/loans.jsonl')).toHaveLength(1);
  });
});

describe('an audit package of the whole log', () => {
  it('holds every event in order, and tiles from which the signed root follows', async () => {
    const found = await packaged({ all: true });
    const { basis, checkpoints, events, streams, uncovered } = found.manifest;
    const all = eventsIn(found);
    expect({ events, streams, size: basis.size }).toEqual({
      ...{ events: all.length, streams: 'ALL', size: all.length },
    });
    const size = checkpoints.at(-1)?.size ?? 0;
    expect(uncovered).toEqual({
      events: all.length - size,
      first: { position: all[size]?.position, leafIndex: size },
    });
    const leaves = all.map((event) => leafHashOf(event));
    expect(naiveRoot(leaves).toString('base64')).toBe(basis.rootHash);
    const root = naiveRoot(leaves.slice(0, size)).toString('base64');
    expect(root).toBe(checkpoints.at(-1)?.rootHash);
    const width = size - 256;
    const tiles = ['tlog/tile/0/000', `tlog/tile/0/001.p/${width}`].map((tile) =>
      Buffer.from(found.bytes(tile)),
    );
    expect(Buffer.concat(tiles)).toEqual(Buffer.concat(leaves.slice(0, size)));
    expect(Buffer.from(found.bytes('tlog/tile/1/000.p/1'))).toEqual(
      naiveRoot(leaves.slice(0, 256)),
    );
    const entries = Buffer.from(found.bytes(`tlog/tile/entries/001.p/${width}`));
    const length = entries.readUInt16BE();
    const { hash, recordedAt } = all[256] ?? {};
    expect(entries.toString('utf8', 2, 2 + length)).toBe(canonicalJson({ hash, recordedAt }));
  });
});
