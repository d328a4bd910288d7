import { type Dice, dice } from '../../src/demo/random.js';
import type { Odds } from './network.js';

/** What may befall the whole, each for a while. */
export const STORMS = [
  'log down',
  'documents down',
  'keys down',
  'log full',
  'documents full',
  'cut off',
  'crash',
  'restart',
  'clock back',
  'clock forth',
  'log clock back',
] as const;
export type Storm = (typeof STORMS)[number];

/** How a projector fails: at one event of one document, or so that no document is known. */
export type Poison = 'document' | 'projection' | null;

/** Everything about a run that is drawn before it begins. */
export interface Plan {
  readonly seed: number;
  readonly instances: number;
  /** One process with stores of its own, which die with it: what it asked never comes late. */
  readonly alone: boolean;
  readonly clients: number;
  /** Commands of each client, after its own loan is paid out. */
  readonly wishes: number;
  readonly odds: Odds;
  readonly storms: readonly Storm[];
  /** In a thousand, of each batch that a subscription gives. */
  readonly whims: number;
  /** In a thousand, of each reading of the log: it gives fewer events than it could. */
  readonly shortPages: number;
  /** Bulks of a save are sent apart, and arrive in any order. */
  readonly scatters: boolean;
  readonly poison: Poison;
  /** It is mended while the storms still rage; else only afterwards. */
  readonly mendsEarly: boolean;
  /** Read models are built anew meanwhile. */
  readonly rebuilds: boolean;
  /** The whole service, its bus and GraphQL too: what is built for each process takes its time. */
  readonly fronted: boolean;
  /** Old lists of payments are imported meanwhile. */
  readonly imports: boolean;
  /** Days are closed meanwhile, and once more at the end. */
  readonly closes: boolean;
  /** At the end, the one who folds dies while nothing else goes wrong. */
  readonly lastCrash: boolean;
}

export const CALM: Odds = { refused: 0, lost: 0, slow: 0, fatal: 0 };

/** A tenth of it. */
export const mild = ({ refused, lost, slow, fatal }: Odds): Odds => ({
  ...{ refused: refused / 10, lost: lost / 10, slow: slow / 10, fatal: fatal / 10 },
});

/** Each kind of fault is there in some seeds and not in others: so that none hides another. */
export const planOf = (seed: number): Plan => {
  const draw = dice(seed * 2_654_435_761 + 1);
  const some = (most: number): number => (draw.chance(50) ? draw.below(most) : 0);
  const instances = draw.between(1, 3);
  const alone = instances === 1 && draw.chance(50);
  const odds = { refused: some(20), lost: some(20), slow: some(20), fatal: some(15) };
  return {
    ...{ seed, instances, alone },
    clients: draw.between(2, 4),
    wishes: draw.between(5, 15),
    odds: alone ? { ...odds, lost: 0, slow: 0 } : odds,
    storms: STORMS.filter((storm) => draw.chance(45) && !(alone && storm === 'cut off')),
    whims: some(150),
    shortPages: draw.chance(40) ? draw.below(1000) : 0,
    scatters: draw.chance(50) && !alone,
    poison: draw.chance(25) ? (draw.chance(60) ? 'document' : 'projection') : null,
    mendsEarly: draw.chance(60),
    rebuilds: draw.chance(25),
    lastCrash: draw.chance(40),
    fronted: draw.chance(20),
    imports: draw.chance(30),
    closes: draw.chance(30),
  };
};

/** Dice of their own for each who throws: what one draws does not move the others. */
export const diceOf = (seed: number, who: string): Dice => {
  let salt = 17;
  for (const letter of who) salt = Math.imul(salt, 31) + letter.charCodeAt(0);
  return dice(Math.imul(seed, 0x9e3779b1) ^ salt);
};

export const describePlan = (plan: Plan): string => {
  const { instances, alone, clients, wishes, odds, storms, whims, shortPages } = plan;
  const { scatters, poison, mendsEarly, rebuilds, lastCrash } = plan;
  const { fronted, imports, closes } = plan;
  const { refused, lost, slow, fatal } = odds;
  return [
    `${instances} instances${alone ? ' (alone)' : ''}, ${clients} clients, ${wishes} commands each`,
    `of 1000 questions ${refused} refused, ${lost} lost, ${slow} slow, ${fatal} fatal`,
    `storms: ${storms.join(', ') || 'none'}`,
    `whims of subscriptions ${whims}, short pages ${shortPages}, scattered saves ${scatters}`,
    `poison: ${poison ?? 'none'}, mended early ${mendsEarly}`,
    `rebuilds ${rebuilds}, last crash ${lastCrash}`,
    `over GraphQL ${fronted}, imports ${imports}, closes days ${closes}`,
  ].join('\n');
};
