import { type Dice, dice } from '../../src/demo/random.js';
import type { LogVerdict } from '../../src/proof/verify-report.js';
import { TILES } from '../../src/proof/tree-store.js';
import { tableOf } from '../../src/read-model/embedded-query.js';
import { growTree, placeOf, verified, type World, type worlds } from './tampered-store.js';
import { inFile, type Tampering, type Truth } from './tamperings.js';

/** So many of each tampering: with twelve of them, more than a thousand. */
export const CASES = 84;

const dropTree = (file: string): void =>
  inFile(file, (db) => {
    for (const table of ['tree-tiles', 'tree-leaves'].map(tableOf))
      db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.run(`DELETE FROM read_model_checkpoint WHERE projection = 'tree'`);
  });

/** What became of the tiles; `true` where they still tell where damage is. */
const TILES_ARE: Readonly<Record<string, (file: string, fall: Dice) => Promise<boolean>>> = {
  there: async () => true,
  gone: async (file) => {
    dropTree(file);
    return false;
  },
  changed: async (file, fall) => {
    const char = fall.between(1, 20);
    inFile(file, (db) =>
      db.run(
        `UPDATE ${tableOf(TILES)} SET body = json_set(body, '$.hashes',
           'AAAA' || substr(body ->> '$.hashes', 5 + ?)) WHERE id LIKE '0/%'`,
        BigInt(char * 4),
      ),
    );
    return false;
  },
  'made anew from what is there now': async (file) => {
    dropTree(file);
    // Of a log that cannot be read nobody makes a tree.
    await growTree(file).catch(() => undefined);
    return false;
  },
};

const boundsOf = ({ sizes }: World, leaf: number): readonly [number, number] => [
  sizes.findLast((size) => size <= leaf) ?? 0,
  sizes.find((size) => size > leaf) ?? Number.POSITIVE_INFINITY,
];

/** Everything that is wrong with a verdict about a tampering that a checkpoint covers. */
const wrongIn = (verdict: LogVerdict, truth: Truth, one: World, tiles: boolean): string[] => {
  const { damage, ok, proven } = verdict;
  const [fits, unfit] = boundsOf(one, truth.first);
  if (ok || !damage) return ['not found'];
  const { exact, from, to, kind, covered } = damage;
  const told = tiles && kind !== 'OLD_BACKUP';
  return [
    ...(covered ? [] : ['said not to be covered']),
    ...(from.leaf <= truth.first && truth.first <= to.leaf ? [] : ['another place']),
    ...(from.leaf >= fits && to.leaf < unfit ? [] : ['wider than two checkpoints']),
    ...((told || truth.shown) && !exact ? ['not told exactly'] : []),
    ...(exact && from.position !== placeOf(truth.first) ? ['another position'] : []),
    ...((tiles || truth.shown) && !truth.kinds.includes(kind) ? [`it is no ${kind}`] : []),
    ...(proven.size === fits ? [] : [`${proven.size} proven`]),
  ];
};

/** What no checkpoint covers is said to be so, and nothing that is covered is accused. */
const wrongUncovered = (verdict: LogVerdict, truth: Truth, { sizes }: World): string[] => {
  const newest = sizes.at(-1) ?? 0;
  const { damage, uncovered, checkpoints } = verdict;
  const events = truth.left - newest;
  return [
    ...(checkpoints.every((one) => one.verdict === 'FITS') ? [] : ['a checkpoint does not fit']),
    ...(damage?.covered ? ['said to be covered'] : []),
    ...(truth.shown && !damage ? ['not found'] : []),
    ...(uncovered.events === events ? [] : [`${uncovered.events} uncovered, not ${events}`]),
    ...(uncovered.from === (events > 0 ? placeOf(newest) : null) ? [] : ['uncovered from']),
  ];
};

/** Does it to a copy of a store, and says all that is wrong with what is then found. */
export const tried = async (
  { world, copyOf, gone }: ReturnType<typeof worlds>,
  tamper: Tampering,
  seed: number,
) => {
  const [fall, one] = [dice(seed), world(seed)];
  const file = copyOf(one);
  const truth = tamper(file, one, fall);
  const names = Object.keys(TILES_ARE);
  const name = names[seed % names.length] ?? '';
  const tiles = (await TILES_ARE[name]?.(file, fall)) ?? false;
  const verdict = await verified(file, one);
  gone(file);
  const covered = truth.first < (one.sizes.at(-1) ?? 0);
  const wrong = covered ? wrongIn(verdict, truth, one, tiles) : wrongUncovered(verdict, truth, one);
  const { damage } = verdict;
  return { covered, problems: wrong.map((what) => ({ seed, what, tiles: name, truth, damage })) };
};
