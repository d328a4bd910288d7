import type { Asked, Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import { addDays, type LocalDate } from '../../kernel/local-date.js';
import { counts } from '../../kernel/moment.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import {
  least,
  minus,
  plus,
  type Rupiah,
  shareDown,
  shareHalfUp,
  sumOf,
  ZERO,
} from '../../kernel/rupiah.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import type { LateFeeRule } from '../../policy/policy-rules.events.js';
import type { LateFeeCharged } from './collection.events.js';
import { concluding, exceedsCredit, timelineWith } from '../consequences.js';
import { isPaid } from '../desk-rows.js';
import type { LoanEvent } from '../loan.events.js';
import { isSigned, type Loan, type LoanState } from '../loan.js';
import { HEAD, balanceOf } from '../position.js';
import { replay, type Replay } from '../replay.js';
import type { Instalment } from '../schedule/schedule.events.js';
import { type Fee, feeAt, type LoanTimeline } from '../timeline.js';

type Due = Pick<Instalment, 'no' | 'dueOn'>;

const isOf =
  ({ no, dueOn }: Due) =>
  (one: Due): boolean =>
    one.no === no && one.dueOn === dueOn;

/** What the last restructuring left of earlier instalments is no instalment any more. */
const scheduleInForce = ({ restructurings, schedule }: LoanTimeline): readonly Instalment[] =>
  restructurings.at(-1)?.schedule ?? schedule;

/** Charged, unless the charge turned out never to have been due. */
const chargeOf = ({ fees }: LoanTimeline, due: Due): Fee | undefined => {
  const last = fees.findLast(isOf(due));
  return last?.waivers.some(({ kind }) => kind === 'PAID_IN_TIME') ? undefined : last;
};

/**
 * All fees charged, those taken over included, less what was waived of them by the day: those of
 * later instalments too, where a payment that was reversed since makes an earlier one late again.
 */
const feesStanding = ({ fees, opening }: LoanTimeline, asOf: LocalDate): Rupiah => {
  const moment = { asOf, known: NEXT };
  return plus(
    opening?.fees ?? ZERO,
    sumOf(fees, (fee) => feeAt(fee, counts(fee, moment) ? moment : HEAD)),
  );
};

const within = (rule: LateFeeRule, base: Rupiah, standing: Rupiah): Rupiah => {
  const most = shareDown(base, rule.capPercent, 100);
  const left = standing < most ? minus(most, standing) : ZERO;
  return least(shareHalfUp(base, rule.permille, 1000), left);
};

/**
 * As all that is recorded has it, what was decided since included: a fee waived may show that what
 * it took of a payment was enough for the next instalment.
 */
const isInTime = ({ instalments }: Replay, due: Due): boolean => {
  const paidOn = instalments.find(isOf(due))?.paidOn;
  return paidOn !== undefined && paidOn <= due.dueOn;
};

/**
 * The fee for an instalment of the schedule in force that was unpaid at the end of its due date:
 * so many thousandths of the principal outstanding that day, half up; with all fees before it
 * never above the rule's share of that principal (domain rule 3; a term of the agreement, no law).
 * It is the same whenever it is charged.
 */
export const lateFeeFor = (
  timeline: LoanTimeline,
  { no, dueOn }: Due,
  policies: readonly AdoptedPolicy[],
  known = replay(timeline, HEAD),
): LateFeeCharged | Refusal => {
  const { programme, signed, writtenOff } = timeline;
  const charged = chargeOf(timeline, { no, dueOn });
  if (charged) return refuse('FEE_ALREADY_CHARGED', { no, chargedOn: charged.effectiveOn });
  if (writtenOff) return refuse('LOAN_WRITTEN_OFF', { writtenOffOn: writtenOff.effectiveOn });
  if (dueOn < signed.effectiveOn)
    return refuse('INSTALMENT_BEFORE_TAKE_OVER', { takenOverOn: signed.effectiveOn });
  const policy = inForce(policies, 'LATE_FEE', { programme, on: dueOn, known: NEXT });
  if (!policy) return refuse('NO_POLICY_IN_FORCE', { kind: 'LATE_FEE', on: dueOn });
  const played = replay(timeline, { asOf: dueOn, known: NEXT });
  const row = played.instalments.find(isOf({ no, dueOn }));
  if (!row || isPaid(row) || isInTime(known, { no, dueOn }))
    return refuse('NOT_LATE', { no, dueOn });
  const base = balanceOf(played).principalOutstanding;
  const effectiveOn = addDays(dueOn, 1);
  const standing = feesStanding(timeline, effectiveOn);
  const amount = within(policy.parameters, base, standing);
  if (amount === 0) return refuse('FEE_IS_ZERO', { base, standing });
  return {
    type: 'LateFeeCharged',
    effectiveOn,
    data: { no, dueOn, base, amount, policy: policy.id },
  };
};

/** Nothing recorded took effect after the day: what is known is what stood on it. */
const isLastDay = (timeline: LoanTimeline, date: LocalDate): boolean => {
  const { disbursements, payments, fees, returns, restructurings } = timeline;
  const moves = [disbursements, payments, fees, returns, restructurings].flat();
  const undone = [
    ...payments.flatMap(({ reversed }) => reversed ?? []),
    ...fees.flatMap(({ waivers }) => waivers),
  ];
  return [...moves, ...undone].every(({ effectiveOn }) => effectiveOn <= date);
};

/**
 * Every fee that was due by a day and is not charged yet, the oldest first: one that is charged
 * takes its share of what was paid after it, and so may make the next instalment late.
 * @param played how the loan stood on that day
 */
export const lateFeesBy = (
  timeline: LoanTimeline,
  date: LocalDate,
  policies: readonly AdoptedPolicy[],
  played: Replay,
): readonly LateFeeCharged[] => {
  const { writtenOff } = timeline;
  if (writtenOff || !policies.some(({ kind }) => kind === 'LATE_FEE')) return [];
  const facts: LateFeeCharged[] = [];
  const isLast = isLastDay(timeline, date);
  let [after, now] = [timeline, played];
  for (const due of scheduleInForce(timeline)) {
    if (due.dueOn >= date || chargeOf(timeline, due) || isInTime(now, due)) continue;
    const fee = lateFeeFor(after, due, policies, isLast ? now : undefined);
    if (isRefusal(fee)) continue;
    facts.push(fee);
    after = timelineWith({ timeline }, facts);
    if (timeline.payments.some(({ effectiveOn }) => effectiveOn >= fee.effectiveOn))
      now = replay(after, { asOf: date, known: NEXT });
  }
  return facts;
};

/**
 * What ends the charging of fees charges first what was due by then, so that it does not matter
 * whether the days before were closed; not at the price of credit that was paid back.
 */
export const feesBefore = (
  loan: Loan,
  date: LocalDate,
  policies: readonly AdoptedPolicy[],
): readonly LateFeeCharged[] => {
  const { timeline } = loan;
  const played = replay(timeline, { asOf: date, known: NEXT });
  const fees = lateFeesBy(timeline, date, policies, played);
  return fees.length > 0 && exceedsCredit(loan, fees) ? [] : fees;
};

export interface ChargeLateFee {
  readonly loan: string;
  readonly no: number;
  /** The day after the due date, or left out. */
  readonly effectiveOn?: LocalDate | undefined;
}

const dueOf = (timeline: LoanTimeline, no: number): Due | Refusal => {
  const due = scheduleInForce(timeline).find((one) => one.no === no);
  if (due) return due;
  const restructuredOn = timeline.restructurings.at(-1)?.effectiveOn;
  const before = [timeline, ...timeline.restructurings].flatMap(({ schedule }) => schedule);
  return restructuredOn && before.some((one) => one.no === no)
    ? refuse('FEE_BEFORE_RESTRUCTURING', { restructuredOn })
    : refuse('INSTALMENT_UNKNOWN', { no });
};

/** One fee by hand, before a day is closed; the amount is the rule's, not the clerk's. */
export const chargeLateFee = (
  { loan: number, no, effectiveOn }: ChargeLateFee,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const due = dueOf(loan.timeline, no);
  if (isRefusal(due)) return due;
  const { dueOn } = due;
  if (dueOn >= asked.today) return refuse('NOT_LATE', { no, dueOn });
  // Those before it first: the cap is on all of them, whoever charges which when.
  const then = replay(loan.timeline, { asOf: dueOn, known: NEXT });
  const earlier = lateFeesBy(loan.timeline, dueOn, policies, then);
  const fee = lateFeeFor(timelineWith(loan, earlier), due, policies);
  if (isRefusal(fee)) return fee;
  if (effectiveOn !== undefined && effectiveOn !== fee.effectiveOn)
    return refuse('FEE_DATE_IS_THE_DAY_AFTER_DUE', { chargedOn: fee.effectiveOn });
  if (exceedsCredit(loan, [...earlier, fee])) return refuse('CREDIT_ALREADY_RETURNED', { no });
  return concluding(loan, [...earlier, fee]);
};
