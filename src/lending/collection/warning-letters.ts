import { NEXT } from '../../kernel/envelope.js';
import { addDays, addMonths, type LocalDate } from '../../kernel/local-date.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { WarningLettersRule } from '../../policy/policy-rules.events.js';
import { COLLECTABILITIES } from '../../policy/policy.events.js';
import { type Letter, LETTERS } from './collection.events.js';
import { pausedDays } from './moratorium.js';
import { isOpen, type LoanPosition, positionAt } from '../position.js';
import type { LoanTimeline, WarningLetter } from '../timeline.js';

const at = (asOf: LocalDate) => ({ asOf, known: NEXT });

/** The days on which arrears can have ended: time alone only adds to them. */
const turns = ({ payments, restructurings, fees }: LoanTimeline): readonly LocalDate[] => [
  ...payments.map(({ effectiveOn }) => effectiveOn),
  ...restructurings.map(({ effectiveOn }) => effectiveOn),
  ...fees.flatMap(({ waivers }) => waivers.map(({ effectiveOn }) => effectiveOn)),
];

/** Of a booked balance it is not known since when, only that it is as the old books have it. */
const isInArrears = ({ oldestUnpaidDueOn, daysPastDue }: LoanPosition): boolean =>
  oldestUnpaidDueOn !== undefined || daysPastDue === null;

/** On some day from `from` to `to` the loan had nothing in arrears. */
const wasCured = (timeline: LoanTimeline, from: LocalDate, to: LocalDate): boolean =>
  [from, ...turns(timeline)]
    .filter((day) => from <= day && day <= to)
    .some((day) => {
      const position = positionAt(timeline, at(day), []);
      return !position || !isInArrears(position);
    });

/** One letter with how far it has come. */
export interface LetterInHand {
  readonly letter: Letter;
  readonly prepared: WarningLetter;
  readonly signed?: WarningLetter | undefined;
  readonly sent?: WarningLetter | undefined;
}

const inHand = ({ letters }: LoanTimeline, prepared: WarningLetter): LetterInHand => {
  const step = (wanted: WarningLetter['step']) =>
    letters.find((one) => one.step === wanted && one.prepared === prepared.prepared);
  return { letter: prepared.letter, prepared, signed: step('SIGNED'), sent: step('SENT') };
};

/** The letters of the run of arrears in which a day lies, those dated after it included. */
export const lettersOfRun = (timeline: LoanTimeline, asOf: LocalDate): readonly LetterInHand[] =>
  timeline.letters
    .filter(({ step }) => step === 'PREPARED')
    .filter(({ effectiveOn: on }) =>
      on <= asOf ? !wasCured(timeline, on, asOf) : !wasCured(timeline, asOf, on),
    )
    .map((prepared) => inHand(timeline, prepared));

const isAtLeast = (position: LoanPosition, wanted: LoanPosition['collectability']): boolean =>
  position.collectability !== null &&
  wanted !== null &&
  COLLECTABILITIES.indexOf(position.collectability) >= COLLECTABILITIES.indexOf(wanted);

/** More than n months past due, as a class by months counts them: without days of a moratorium. */
const isOver = (
  timeline: LoanTimeline,
  { oldestUnpaidDueOn: oldest }: LoanPosition,
  months: number,
  asOf: LocalDate,
): boolean =>
  oldest !== undefined &&
  addDays(asOf, -pausedDays(timeline, oldest, at(asOf))) > addMonths(oldest, months);

/** How a loan stands to the letters on a day: the rule in force, and whether one is due by it. */
export interface Standing {
  readonly position: LoanPosition;
  readonly policy: (AdoptedPolicy & { readonly kind: 'WARNING_LETTERS' }) | null;
  readonly isDue: (letter: Letter) => boolean;
}

export const standingOn = (
  timeline: LoanTimeline,
  asOf: LocalDate,
  policies: readonly AdoptedPolicy[],
  position = positionAt(timeline, at(asOf), policies),
): Standing | null => {
  if (!position) return null;
  const { programme } = timeline;
  const policy = inForce(policies, 'WARNING_LETTERS', { programme, on: asOf, known: NEXT });
  const rule: WarningLettersRule['letters'] = policy?.parameters.letters ?? [];
  const isDue = (letter: Letter): boolean =>
    isOpen(position.status) &&
    isInArrears(position) &&
    rule
      .filter((one) => one.letter === letter)
      .some(
        ({ fromClass, overMonths }) =>
          (fromClass !== undefined && isAtLeast(position, fromClass)) ||
          (overMonths !== undefined && isOver(timeline, position, overMonths, asOf)),
      );
  return { position, policy, isDue };
};

/** No letter II before I went out. */
export const isAfterTheOneBefore = (
  run: readonly LetterInHand[],
  letter: Letter,
  on: LocalDate,
): boolean => {
  const before = LETTERS[LETTERS.indexOf(letter) - 1];
  return !before || run.some((one) => one.letter === before && isBy(one.sent, on));
};

const isBy = (step: WarningLetter | undefined, on: LocalDate): boolean =>
  step !== undefined && step.effectiveOn <= on;

/** The next letter of the run of arrears, if it is due and the one before it went out. */
export const lettersDue = (
  timeline: LoanTimeline,
  asOf: LocalDate,
  policies: readonly AdoptedPolicy[],
  position = positionAt(timeline, at(asOf), policies),
): readonly Letter[] => {
  if (!position || !isInArrears(position)) return [];
  const standing = standingOn(timeline, asOf, policies, position);
  if (!standing || !LETTERS.some(standing.isDue)) return [];
  const run = timeline.letters.length > 0 ? lettersOfRun(timeline, asOf) : [];
  const next = LETTERS.find((letter) => !run.some((one) => one.letter === letter));
  if (!next || !standing.isDue(next)) return [];
  return isAfterTheOneBefore(run, next, asOf) ? [next] : [];
};
