import type { Dice } from '../../src/demo/random.js';
import { alone, type Kind, type Place } from './place.js';
import { type Course, run, type Run, type Victim } from './victim.js';

/** What came of one kill; that nothing was lost has been checked by then. */
export interface Killed {
  /** It was killed, and had not come to its end before. */
  readonly struck: boolean;
  /** The stores were left in the middle of the work: begun, and not at its end. */
  readonly landed: boolean;
  /** Appends that the victim was told are recorded. */
  readonly acknowledged: number;
}

/** What is killed in one place, as often as it is asked, one kill after another. */
export interface Killing {
  /** Kills once, starts again, and checks all. */
  readonly kill: (fate: Dice) => Promise<Killed>;
}

export interface Scenario {
  readonly name: string;
  /** How many of a hundred kills. */
  readonly share: Readonly<Record<Kind, number>>;
  readonly begin: (place: Place) => Promise<Killing>;
}

/** What takes long says how far it is. */
const PROGRESS = /^(import|close-day|rebuild)\b[^{}]*: [\d.,]+( of [\d.,]+)?$/;

/** Whatever ended of itself has not failed; whatever was killed had nothing to complain of. */
export const expectNoComplaint = ({ status, err }: Run): void => {
  const complaints = err.split(/\r?\n/).filter((line) => line !== '' && !PROGRESS.test(line));
  expect({ status: status ?? 0, complaints }).toEqual({ status: 0, complaints: [] });
};

/** What every scenario says of the one it killed. */
export const killedIn = ({ status, acknowledged }: Run, landed: boolean): Killed => ({
  ...{ struck: status === null, landed: status === null && landed },
  acknowledged: acknowledged.length,
});

/** How it goes where nobody kills. */
export const courseOf = async (victim: Victim): Promise<Course> => {
  const ran = await alone(() => run(victim));
  expectNoComplaint(ran);
  return ran.course;
};
