import type { Asked, Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { decidedAlready, misdated } from './application.js';
import type { Application } from './application-state.js';
import type { FeasibilityAssessed, FiveC, Ratios, SurveyedFigures } from './application.events.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';

export interface AssessFeasibility {
  readonly loan: string;
  /** Left out: the day of the assessment itself. */
  readonly surveyedOn?: LocalDate | undefined;
  readonly scores: FiveC;
  readonly figures: SurveyedFigures;
  /** Nothing at all where the surveyor would not lend. */
  readonly recommendedAmount: Rupiah;
  readonly notes?: string | undefined;
  readonly effectiveOn: LocalDate;
}

const PLACES = 4;
const SCALE = 10n ** BigInt(PLACES);

/** Exact to four places, cut towards zero; null where there is nothing to divide by. */
export const ratio = (dividend: Rupiah, divisor: Rupiah): string | null => {
  if (divisor === 0) return null;
  const scaled = (BigInt(dividend) * SCALE) / BigInt(divisor);
  const size = scaled < 0n ? -scaled : scaled;
  const decimals = String(size % SCALE).padStart(PLACES, '0');
  return `${scaled < 0n ? '-' : ''}${size / SCALE}.${decimals}`;
};

export const ratiosOf = (figures: SurveyedFigures): Ratios => ({
  liquidity: ratio(figures.currentAssets, figures.shortTermDebt),
  solvency: ratio(figures.totalDebt, figures.totalAssets),
  leverage: ratio(figures.totalDebt, figures.equity),
  profitability: ratio(figures.netProfit, figures.yearlySales),
});

const notScored = ({ scores }: AssessFeasibility): Refusal | null => {
  const wrong = Object.entries(scores).find(
    ([, score]) => !Number.isInteger(score) || Number(score) < 1 || Number(score) > 5,
  );
  return wrong ? refuse('SCORE_OUT_OF_RANGE', { field: wrong[0], from: 1, to: 5 }) : null;
};

/** Equity may be eaten up and a year may end in a loss; nothing else is below zero. */
const SIGNED: readonly string[] = ['equity', 'netProfit'] satisfies (keyof SurveyedFigures)[];

const negative = ({ figures }: AssessFeasibility): Refusal | null => {
  const wrong = Object.entries(figures).find(
    ([field, amount]) => amount < 0 && !SIGNED.includes(field),
  );
  return wrong ? refuse('FIGURE_NEGATIVE', { field: wrong[0] }) : null;
};

const misjudged = (command: AssessFeasibility, { proposal }: Application): Refusal | null => {
  const { recommendedAmount: amount, effectiveOn } = command;
  const { amount: proposed } = proposal.fact.data;
  if (amount < 0) return refuse('AMOUNT_NEGATIVE', { field: 'recommendedAmount' });
  if (amount > proposed) return refuse('AMOUNT_ABOVE_PROPOSED', { amount, proposed });
  const surveyedOn = command.surveyedOn ?? effectiveOn;
  if (surveyedOn > effectiveOn)
    return refuse('SURVEY_AFTER_ASSESSMENT', { surveyedOn, effectiveOn });
  const proposedOn = proposal.fact.effectiveOn;
  return surveyedOn < proposedOn ? refuse('SURVEY_BEFORE_PROPOSAL', { proposedOn }) : null;
};

/** What a survey found out, by whom; a new one begins the recommendation anew. */
export const assessFeasibility = (
  command: AssessFeasibility,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  if (loan.status === 'NONE') return refuse('NOTHING_PROPOSED', { loan: command.loan });
  const no = decidedAlready(loan, command.loan) ?? notScored(command) ?? negative(command);
  if (no || isSigned(loan)) return no ?? [];
  const { application } = loan;
  const { scores, figures, recommendedAmount, notes, effectiveOn } = command;
  const assessed: FeasibilityAssessed = {
    type: 'FeasibilityAssessed',
    effectiveOn,
    data: {
      ...{ proposal: application.proposal.digest, surveyor: asked.actor.id },
      ...{ surveyedOn: command.surveyedOn ?? effectiveOn, scores, figures },
      ...{ ratios: ratiosOf(figures), recommendedAmount },
    },
    personal: { notes },
  };
  if (isSame(assessed, application, asked)) return [];
  return misdated(effectiveOn, loan, asked) ?? misjudged(command, application) ?? [assessed];
};

const sameMembers = (a: object, b: object): boolean =>
  Object.entries(a).every(([name, value]) => Reflect.get(b, name) === value);

/** The same survey entered twice, by the same surveyor. */
const isSame = (
  { data, personal }: FeasibilityAssessed,
  { survey }: Application,
  { actor }: Asked,
): boolean =>
  survey !== undefined &&
  survey.by.id === actor.id &&
  survey.surveyedOn === data.surveyedOn &&
  survey.recommendedAmount === data.recommendedAmount &&
  survey.notes === personal?.notes &&
  sameMembers(survey.scores, data.scores) &&
  sameMembers(survey.figures, data.figures);
