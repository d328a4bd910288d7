import { zipSync } from 'fflate';
import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { noteSigner, parseSkey, parseVkey, skeyOf } from '../../src/proof/note-key.js';
import { signNote, splitNote } from '../../src/proof/note.js';
import { type PackageVerdict, verifyPackage } from '../../src/proof/verify-package.js';
import { toldStore } from './packages.js';
import { eventOf, forged, linesOf, relisted, repacking, textOf, withLines } from './repacked.js';

const told = toldStore();
const { directory } = told;
const { keys, filesOf, verdictOn } = repacking(told);

const kindsOf = ({ problems }: PackageVerdict): readonly string[] => [
  ...new Set(problems.map(({ kind }) => kind)),
];

describe('a package that was not touched', () => {
  it.each(['mitra', 'loan', 'all'] as const)('of %s is as it was signed (I15)', async (name) => {
    const files = filesOf(name);
    const verdict = await verdictOn(files);
    expect(verdict).toMatchObject({ ok: true, trust: 'KEY_GIVEN', problems: [], refused: [] });
    const events = linesOf(files).length;
    expect(verdict).toMatchObject({ events, uncovered: 1, proven: events - 1 });
  });

  it('is only consistent with itself where the key is its own', async () => {
    const verdict = await verdictOn(filesOf('mitra'), [], []);
    expect(verdict).toMatchObject({ ok: true, trust: 'ITS_OWN_KEY' });
  });

  it('proves nothing to whoever holds another key', async () => {
    const other = noteSigner(parseSkey(skeyOf('jejak.local/log', hash('sha256', 'o', 'buffer'))));
    const verdict = await verdictOn(filesOf('mitra'), [], [parseVkey(other.vkey)]);
    expect(verdict).toMatchObject({ ok: false, proven: 0 });
    expect(verdict.refused).not.toEqual([]);
  });
});

const changedLine = (line: string, rehash: boolean): string => {
  const change = { effectiveOn: '1999-09-09' };
  return rehash ? forged(line, change) : canonicalJson({ ...eventOf(line), ...change });
};

describe('an event of a package, all digests of the manifest made anew,', () => {
  it.each([
    ['mitra', false, ['CHANGED']],
    ['mitra', true, ['CHANGED', 'UNPROVEN']],
    ['all', false, ['CHANGED']],
    ['all', true, ['UNPROVEN', 'CHANGED']],
  ] as const)(
    'of %s that was changed is named (rehashed: %s) (I15)',
    async (name, rehash, kinds) => {
      const lines = linesOf(filesOf(name));
      const at = lines.findIndex((line) => line.includes('"LoanDisbursed"'));
      const changed = lines.map((line, index) => (index === at ? changedLine(line, rehash) : line));
      const verdict = await verdictOn(relisted(withLines(filesOf(name), changed)));
      expect(verdict.ok).toBe(false);
      expect(kindsOf(verdict).toSorted()).toEqual([...kinds].toSorted());
      expect(verdict.problems.map(({ line }) => line)).toContain(at + 1);
    },
  );

  it('that was left out of a whole stream is missed (I15)', async () => {
    const lines = linesOf(filesOf('loan')).filter((line) => !line.includes('"LoanDisbursed"'));
    const files = relisted(withLines(filesOf('loan'), lines), (one) => ({
      ...one,
      events: lines.length,
    }));
    const verdict = await verdictOn(files);
    expect(verdict.ok).toBe(false);
    expect(kindsOf(verdict)).toContain('MISSING');
  });

  it('that stood last and was left out with all that tells of it is still counted', async () => {
    const lines = linesOf(filesOf('all')).slice(0, -2);
    const files = relisted(withLines(filesOf('all'), lines), (one) => ({
      ...one,
      events: lines.length,
    }));
    const verdict = await verdictOn(files);
    expect(verdict.problems).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('the events end before it') }),
    );
  });

  it('that was put in another place is found (I15)', async () => {
    const [first = '', second = '', ...rest] = linesOf(filesOf('mitra'));
    const files = relisted(withLines(filesOf('mitra'), [second, first, ...rest]));
    expect(kindsOf(await verdictOn(files))).toContain('REORDERED');
  });

  it('that was told twice, or says a thing twice, is found (I15)', async () => {
    const lines = linesOf(filesOf('mitra'));
    const twice = relisted(withLines(filesOf('mitra'), [...lines, lines[0] ?? '']));
    expect(kindsOf(await verdictOn(twice))).toContain('ADDED');
    const two = lines.map((line) => line.replace('{', '{"actor":{"id":"another"},'));
    const verdict = await verdictOn(relisted(withLines(filesOf('mitra'), two)));
    expect(verdict.problems[0]?.why).toBe('the line is not the canonical JSON of an event');
  });
});

describe('of the rest of a package', () => {
  it('every byte that is changed anywhere is found by its digest (I15)', async () => {
    for (const name of Object.keys(filesOf('mitra')).filter((one) => one !== 'manifest.json')) {
      const bytes = Buffer.from(filesOf('mitra')[name] ?? []);
      const at = Math.floor(bytes.length / 2);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      const verdict = await verdictOn({ ...filesOf('mitra'), [name]: bytes });
      expect(verdict.problems.map(({ file }) => file)).toContain(name);
    }
  });

  it('a proof of another event proves nothing (I15)', async () => {
    const files = filesOf('mitra');
    const [one = '', other = ''] = Object.keys(files).filter((path) => path.startsWith('proofs/'));
    const verdict = await verdictOn(
      relisted({ ...files, [one]: files[other] ?? new Uint8Array() }),
    );
    expect(kindsOf(verdict)).toEqual(['UNPROVEN']);
  });

  it.each(['checkpoints/', 'consistency/', 'proofs/', 'events.jsonl', 'VERIFY.md', 'documents/'])(
    'what is missing of %s is missed (I15)',
    async (prefix) => {
      const files = filesOf('mitra');
      const gone = Object.keys(files).find((path) => path.startsWith(prefix)) ?? '';
      const { [gone]: _, ...rest } = files;
      expect(kindsOf(await verdictOn(rest))).toContain('MISSING');
    },
  );

  it('what was added is found, also beside the tree of a whole log', async () => {
    for (const [name, path] of [
      ['mitra', 'more.txt'],
      ['all', 'tlog/tile/0/999'],
    ] as const) {
      const added = { ...filesOf(name), [path]: Buffer.from('more') };
      expect(kindsOf(await verdictOn(added))).toContain('ADDED');
    }
    const listed = relisted({ ...filesOf('all'), 'tlog/tile/0/999': Buffer.from('more') });
    expect(kindsOf(await verdictOn(listed))).toEqual(['ADDED']);
  });

  it('a tile that was changed is found though it is listed so (I15)', async () => {
    const files = filesOf('all');
    const tile = Buffer.from(files['tlog/tile/0/000'] ?? []);
    tile.writeUInt8(tile.readUInt8(7 * 32) ^ 1, 7 * 32);
    const verdict = await verdictOn(relisted({ ...files, 'tlog/tile/0/000': tile }));
    expect(verdict.problems).toContainEqual(expect.objectContaining({ line: 8 }));
  });

  it('a checkpoint that somebody else signed is refused (I15)', async () => {
    const files = { ...filesOf('mitra') };
    const forger = noteSigner(parseSkey(skeyOf('jejak.local/log', hash('sha256', 'f', 'buffer'))));
    for (const path of Object.keys(files).filter((one) => one.startsWith('checkpoints/')))
      files[path] = Buffer.from(signNote(splitNote(textOf(files, path)).text, [forger]));
    const verdict = await verdictOn(relisted(files));
    expect(verdict).toMatchObject({ ok: false, proven: 0, checkpoints: [] });
  });

  it('no manifest, or one that says anything else, is no package', async () => {
    const { 'manifest.json': _, ...rest } = filesOf('mitra');
    expect(await verdictOn(rest)).toMatchObject({ ok: false, what: null });
    for (const text of ['', '[]', '{"format":"jejak-audit-package","version":1}', 'null'])
      expect(await verdictOn({ ...rest, 'manifest.json': Buffer.from(text) })).toMatchObject({
        ok: false,
        what: null,
      });
  });

  it('a ZIP that was cut short anywhere is no package', async () => {
    const whole = Buffer.from(zipSync(filesOf('mitra')));
    for (const end of [4, 100, Math.floor(whole.length / 2), whole.length - 1]) {
      const file = join(directory, `verify-cut-${end}.zip`);
      writeFileSync(file, whole.subarray(0, end));
      expect(await verifyPackage(file, keys(), [])).toMatchObject({ ok: false });
    }
  });
});
