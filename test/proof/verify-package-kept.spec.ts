import { readFileSync } from 'node:fs';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { noteSigner, parseSkey } from '../../src/proof/note-key.js';
import { signNote } from '../../src/proof/note.js';
import type { GivenCheckpoint } from '../../src/proof/verify-checkpoints.js';
import { toldStore } from './packages.js';
import { linesOf, manifestIn, repacking, rootOf, textOf } from './repacked.js';

const told = toldStore();
const { filesOf, verdictOn } = repacking(told);

/** Signed with the log's own key: by an owner who keeps two stories. */
const kept = (size: number, root: Buffer): GivenCheckpoint => {
  const skey = readFileSync(told.config().proof.signingKeyFile, 'utf8').trim();
  const note = signNote(checkpointText({ origin: 'jejak.local/log', size, root }), [
    noteSigner(parseSkey(skey)),
  ]);
  return { name: `kept-${size}.checkpoint`, note };
};

describe('a checkpoint that was kept elsewhere', () => {
  it.each(['loan', 'mitra', 'all'] as const)(
    'and is one of the package of %s is compared',
    async (name) => {
      const file = manifestIn(filesOf(name)).checkpoints.at(-1)?.file ?? '';
      const verdict = await verdictOn(filesOf(name), [
        { name: 'kept', note: textOf(filesOf(name), file) },
      ]);
      expect(verdict).toMatchObject({ ok: true, outcome: 'AS_SIGNED' });
      expect(verdict.checkpoints).toContainEqual(
        expect.objectContaining({ name: 'kept', from: 'KEPT_ELSEWHERE', compared: 'YES' }),
      );
    },
  );

  it('of any size is compared with a package of the whole log (I15)', async () => {
    const lines = linesOf(filesOf('all'));
    for (const size of [7, 100, lines.length])
      expect(
        await verdictOn(filesOf('all'), [kept(size, rootOf(lines.slice(0, size)))]),
      ).toMatchObject({ ok: true, proven: Math.max(size, lines.length - 1) });
    const other = await verdictOn(filesOf('all'), [kept(100, Buffer.alloc(32, 7))]);
    expect(other).toMatchObject({ ok: false, outcome: 'NOT_AS_SIGNED' });
  });

  it.each([
    ['loan', 200, 'NO_PROOF'],
    ['mitra', 200, 'NO_PROOF'],
    ['loan', 9_999, 'NEWER'],
    ['all', 9_999, 'NEWER'],
  ] as const)(
    'but cannot be compared with a package of %s (%d events) is said not to be (I15)',
    async (name, size, compared) => {
      const verdict = await verdictOn(filesOf(name), [kept(size, Buffer.alloc(32, 7))]);
      expect(verdict).toMatchObject({ ok: false, outcome: 'NOT_COMPARED', problems: [] });
      expect(verdict.proven).toBe(verdict.events - 1);
      expect(verdict.checkpoints.at(-1)).toMatchObject({ size, compared });
    },
  );

  it('contradicts a package in which another tree of its size was signed (I14)', async () => {
    const size = manifestIn(filesOf('loan')).checkpoints.at(-1)?.size ?? 0;
    const verdict = await verdictOn(filesOf('loan'), [kept(size, Buffer.alloc(32, 7))]);
    expect(verdict).toMatchObject({ ok: false, outcome: 'NOT_AS_SIGNED' });
    expect(verdict.problems[0]?.why).toContain('two trees of');
  });
});
