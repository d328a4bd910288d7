import { hash } from 'node:crypto';
import { noteSigner, parseSkey, parseVkey, skeyOf } from '../../src/proof/note-key.js';
import { proofFile } from '../../src/proof/package-layout.js';
import { pemOf } from '../../src/proof/package-pem.js';
import type { PackageVerdict } from '../../src/proof/verify-package.js';
import { toldStore } from './packages.js';
import {
  eventOf,
  type Files,
  forged,
  linesOf,
  manifestIn,
  type Name,
  relisted,
  repacking,
  rootOf,
  withLines,
  without,
} from './repacked.js';

const told = toldStore();
const { keys, filesOf, verdictOn } = repacking(told);

const ORIGIN = 'jejak.local/log';
const whysOf = ({ problems }: PackageVerdict): readonly string[] => problems.map(({ why }) => why);

describe('a package in which nothing was signed', () => {
  it('proves nothing, though every event in it is chained anew (I15)', async () => {
    const tips = new Map<string, string>();
    const lines = linesOf(filesOf('loan')).map((line) => {
      const { streamId, data, previousHash } = eventOf(line);
      const changed = 'amount' in data ? { ...data, amount: 1 } : data;
      const before = tips.get(streamId) ?? previousHash;
      const other = forged(line, { data: changed, previousHash: before });
      tips.set(streamId, eventOf(other).hash);
      return other;
    });
    const bare = without(
      withLines(filesOf('loan'), lines),
      ...['proofs/', 'checkpoints/', 'consistency/'],
    );
    const first = { position: eventOf(lines[0] ?? '').position, leafIndex: 0 };
    const verdict = await verdictOn(
      relisted(bare, (one) => ({
        ...{ ...one, checkpoints: [], consistency: [] },
        uncovered: { events: lines.length, first },
      })),
    );
    expect(verdict).toMatchObject({ ok: false, outcome: 'NOTHING_PROVEN', proven: 0 });
  });

  it('proves nothing of a whole log that was cut to its first three events (I15)', async () => {
    const lines = linesOf(filesOf('all')).slice(0, 3);
    const bare = without(
      withLines(filesOf('all'), lines),
      ...['tlog/', 'checkpoints/', 'consistency/'],
    );
    const verdict = await verdictOn(
      relisted(bare, (one) => ({
        ...{ ...one, events: 3, checkpoints: [], consistency: [] },
        basis: { ...one.basis, size: 3, rootHash: rootOf(lines).toString('base64') },
      })),
    );
    expect(verdict).toMatchObject({ ok: false, outcome: 'NOTHING_PROVEN', uncovered: 3 });
  });
});

/** Without an event and all that tells of it; what the manifest says is made to fit. */
const leftOut = (name: Name, type: string): Files => {
  const lines = linesOf(filesOf(name));
  const at = lines.findIndex((line) => eventOf(line).type === type);
  const { eventId, streamId } = eventOf(lines[at] ?? '');
  const rest = without(withLines(filesOf(name), lines.toSpliced(at, 1)), proofFile(eventId));
  return relisted(rest, (one) => ({
    ...{ ...one, events: one.events - 1 },
    streams:
      one.streams === 'ALL'
        ? 'ALL'
        : one.streams.map((stream) =>
            stream.streamId === streamId
              ? { ...stream, events: stream.events - 1, whole: false }
              : stream,
          ),
  }));
};

describe('the manifest, which nobody has signed, does not decide', () => {
  it.each([
    ['loan', 'PaymentReceived'],
    ['mitra', 'PaymentReceived'],
    ['loan', 'AgreementSigned'],
  ] as const)('that events of a %s may be missing: %s is missed (I15)', async (name, type) => {
    const verdict = await verdictOn(leftOut(name, type));
    expect(verdict.ok).toBe(false);
    expect(verdict.problems.map(({ kind }) => kind)).toContain('MISSING');
  });

  it('that a stream is in part without being told so', async () => {
    const files = relisted(filesOf('loan'), (one) => ({
      ...one,
      streams: one.streams === 'ALL' ? [] : one.streams.map((each) => ({ ...each, whole: false })),
    }));
    const { partial } = await verdictOn(files);
    expect(partial).toContainEqual(expect.objectContaining({ streamId: 'loan-L-1' }));
  });

  it('that a covered event is not covered (I15)', async () => {
    const lines = linesOf(filesOf('mitra'));
    const covered = lines.length - manifestIn(filesOf('mitra')).uncovered.events;
    const last = lines[covered - 1] ?? '';
    const { eventId, position, streamId } = eventOf(last);
    const dropped = lines.slice(covered).map((line) => eventOf(line).streamId);
    const files = without(
      withLines(filesOf('mitra'), [
        ...lines.slice(0, covered - 1),
        forged(last, { effectiveOn: '1999-01-01' }),
      ]),
      proofFile(eventId),
    );
    const verdict = await verdictOn(
      relisted(files, (one) => ({
        ...{ ...one, events: covered },
        uncovered: { events: 1, first: { position, leafIndex: 900 } },
        streams: streamsWithout(one.streams, dropped),
      })),
    );
    expect(verdict).toMatchObject({ ok: false, uncovered: 1, proven: covered - 1 });
    expect(verdict.problems).toEqual([
      expect.objectContaining({ kind: 'UNPROVEN', stream: streamId, position }),
    ]);
  });

  it('that positions are what they were: each leaves room for the leaves before', async () => {
    const lines = linesOf(filesOf('loan')).map((line, at) =>
      line.replace(/"position":"\d+"/, `"position":"${String(at + 1).padStart(20, '0')}"`),
    );
    const verdict = await verdictOn(relisted(withLines(filesOf('loan'), lines)));
    expect(verdict.ok).toBe(false);
    expect(whysOf(verdict)).toContainEqual(expect.stringContaining('cannot be that of leaf'));
  });
});

const streamsWithout = (
  streams: ReturnType<typeof manifestIn>['streams'],
  dropped: readonly string[],
) =>
  streams === 'ALL'
    ? streams
    : streams
        .map((one) => ({
          ...one,
          events: one.events - dropped.filter((stream) => stream === one.streamId).length,
        }))
        .filter(({ events }) => events > 0);

describe('of what nobody has signed', () => {
  it('each file is named, so that nobody takes it for proven', async () => {
    const { ok, unproven } = await verdictOn(filesOf('loan'));
    expect(ok).toBe(true);
    expect(unproven.toSorted()).toEqual([
      ...['VERIFY.md', 'documents/loans.jsonl', 'documents/mitra.jsonl'],
      ...['documents/policies.jsonl', 'manifest.json', 'timeline.html'],
    ]);
  });

  it.each([
    ['public-key.pem', 'another key'],
    ['public-key.vkey', 'another'],
    ['public-key-00000000.pem', 'one more'],
  ])('%s has to be a key that was given, or fit to it (I15)', async (file, text) => {
    const verdict = await verdictOn(relisted({ ...filesOf('loan'), [file]: Buffer.from(text) }));
    expect(verdict.ok).toBe(false);
    expect(verdict.problems.map((problem) => problem.file)).toContain(file);
  });

  it('keys of somebody else that fit each other are not those that were given (I15)', async () => {
    const { vkey } = noteSigner(parseSkey(skeyOf(ORIGIN, hash('sha256', 'x', 'buffer'))));
    const files = {
      ...filesOf('loan'),
      'public-key.vkey': Buffer.from(`${vkey}\n${keys()[0]?.vkey}\n`),
      'public-key.pem': Buffer.from(pemOf(parseVkey(vkey))),
    };
    const verdict = await verdictOn(relisted(files));
    expect(verdict.ok).toBe(false);
    expect(verdict.unproven).toEqual(expect.arrayContaining(['public-key.vkey', 'public-key.pem']));
  });
});
