import type { Actor } from '../../src/kernel/envelope.js';
import { position } from '../../src/kernel/envelope.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { closeDay } from '../../src/lending/collection/close-day.js';
import type {
  CollectabilityChanged,
  LateFeeCharged,
  LateFeeWaived,
  Letter,
  WaiverKind,
} from '../../src/lending/collection/collection.events.js';
import { waiveLateFee } from '../../src/lending/collection/fee-waiver.js';
import { grantMoratorium } from '../../src/lending/collection/grant-moratorium.js';
import { chargeLateFee } from '../../src/lending/collection/late-fee.js';
import {
  issueWarningLetter,
  sendWarningLetter,
  signWarningLetter,
} from '../../src/lending/collection/letter-steps.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import type { LoanState } from '../../src/lending/loan.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import type { Step } from '../story.js';
import { POLICIES } from './story.js';

export type LoanStep = Step<LoanState, LoanEvent>;
type Rules = readonly AdoptedPolicy[];

const adopted = (terms: PolicyTerms): AdoptedPolicy => ({ ...terms, position: position(90) });
const FROM = { validFrom: localDate('2000-01-01'), legalBasis: 'a rule for tests' };

/** Announced for all of 2003's spring. */
export const FLOOD = adopted({
  ...{ ...FROM, id: 'flood-2003', kind: 'MORATORIUM' },
  parameters: { cause: 'flood', from: localDate('2003-02-20'), to: localDate('2003-04-30') },
});
export const RULES: Rules = [...POLICIES, FLOOD];
export const without = (kind: string): Rules => RULES.filter((rule) => rule.kind !== kind);

/** The fee of a rule of one's own. */
export const feeRule = (permille: number, capPercent: number): Rules => [
  ...without('LATE_FEE'),
  adopted({ ...{ ...FROM, id: 'fee', kind: 'LATE_FEE' }, parameters: { permille, capPercent } }),
];
/** Letters by months over, as Jamsostek had them. */
export const BY_MONTHS: Rules = [
  ...without('WARNING_LETTERS'),
  adopted({
    ...{ ...FROM, id: 'by-months', kind: 'WARNING_LETTERS' },
    parameters: {
      letters: [
        { letter: 'I', overMonths: 6 },
        { letter: 'II', overMonths: 9 },
        { letter: 'III', overMonths: 12 },
      ],
    },
  }),
];

export const charge = (no: number, rules = RULES, on?: string): LoanStep => ({
  decide: (loan, asked) => {
    const effectiveOn = on === undefined ? undefined : localDate(on);
    return chargeLateFee({ loan: 'L-1', no, effectiveOn }, loan, asked, rules);
  },
});

export const waive = (
  no: number,
  on: string,
  { amount, reason = 'the bank was closed' }: { amount?: number; reason?: string } = {},
): LoanStep => ({
  decide: (loan, asked) => {
    const part = amount === undefined ? {} : { amount: rupiah(amount) };
    const command = { loan: 'L-1', no, ...part, reason, effectiveOn: localDate(on) };
    return waiveLateFee(command, loan, asked);
  },
});

export const closed = (date: string, rules = RULES): LoanStep => ({
  decide: (loan, asked) => closeDay({ loan: 'L-1', date: localDate(date) }, loan, asked, rules),
});

interface Pausing {
  readonly on?: string;
  readonly cause?: string | undefined;
  readonly rules?: Rules;
}
export const paused = (
  from: string,
  to: string,
  { on = '2003-06-30', cause, rules = RULES }: Pausing = {},
): LoanStep => ({
  decide: (loan, asked) => {
    const days = { from: localDate(from), to: localDate(to), effectiveOn: localDate(on) };
    return grantMoratorium({ loan: 'L-1', cause, ...days }, loan, asked, rules);
  },
});

export const SECTION_HEAD: Actor = { id: 'rini', role: 'SECTION_HEAD' };
export const BRANCH_HEAD: Actor = { id: 'sari', role: 'BRANCH_HEAD' };

const onLetter = (letter: Letter, on: string) => ({
  ...{ loan: 'L-1', letter, effectiveOn: localDate(on) },
});
export const issue = (letter: Letter, on: string, rules = RULES): LoanStep => ({
  decide: (loan, asked) => issueWarningLetter(onLetter(letter, on), loan, asked, rules),
});
export const sign = (letter: Letter, on: string, actor = BRANCH_HEAD): LoanStep => ({
  actor,
  decide: (loan, asked) => signWarningLetter(onLetter(letter, on), loan, asked),
});
export const send = (letter: Letter, on: string, reference?: string): LoanStep => ({
  decide: (loan, asked) => sendWarningLetter({ ...onLetter(letter, on), reference }, loan, asked),
});
/** Prepared, signed and sent on one day. */
export const warned = (letter: Letter, on: string, rules = RULES): readonly LoanStep[] => [
  ...[issue(letter, on, rules), sign(letter, on), send(letter, on)],
];

export const fee = (
  no: number,
  dueOn: string,
  [base, amount]: readonly [number, number],
  policy = 'late-fee-1-permille',
): LateFeeCharged => ({
  type: 'LateFeeCharged',
  effectiveOn: addDays(localDate(dueOn), 1),
  data: {
    ...{ no, dueOn: localDate(dueOn), policy },
    ...{ base: rupiah(base), amount: rupiah(amount) },
  },
});

export const feeWaived = (
  on: string,
  data: { readonly fee: string; readonly no: number; readonly amount: number },
  kind: WaiverKind = 'DECIDED',
): LateFeeWaived => ({
  type: 'LateFeeWaived',
  effectiveOn: localDate(on),
  data: { ...data, amount: rupiah(data.amount), kind },
});

type Change = CollectabilityChanged['data'];
export const moved = (
  on: string,
  [from, to]: readonly [Change['from'], Change['to']],
  more: Partial<Omit<Change, 'dueOn'>> & { readonly dueOn?: string } = {},
): CollectabilityChanged => ({
  type: 'CollectabilityChanged',
  effectiveOn: localDate(on),
  data: {
    ...{ from, to, daysPastDue: 0, policy: 'collectability-kep-236-2003' },
    ...(more as Partial<Change>),
  },
});
