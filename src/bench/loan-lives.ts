import type { Asked } from '../kernel/decider.js';
import { position, SYSTEM } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import { addDays, addMonths, type Instant, localDate } from '../kernel/local-date.js';
import { isRefusal } from '../kernel/refusal.js';
import { rate } from '../kernel/rate.js';
import { rupiah } from '../kernel/rupiah.js';
import { signAgreement } from '../lending/application/agreement.js';
import { disburseLoan } from '../lending/application/disbursement.js';
import { receivePayment } from '../lending/books/repayment.js';
import type { LoanEvent } from '../lending/loan.events.js';
import { loanDecider, type LoanState } from '../lending/loan.js';
import { BUILT_IN_POLICIES } from '../policy/built-in.js';
import type { AdoptedPolicy } from '../policy/in-force.js';

export const BENCH_LOAN = 'L';
const MITRA = 'M';

const ASKED: Asked = {
  ...{ actor: SYSTEM, source: 'job', today: localDate('2030-12-31') },
  now: '2030-12-31T03:00:00.000Z' as Instant,
};
const POLICIES: readonly AdoptedPolicy[] = BUILT_IN_POLICIES.map((terms, index) => ({
  ...terms,
  position: position(index + 1),
}));

/** Decides one command after another, as the service would, without storing anything. */
class Life {
  private state: LoanState = loanDecider.initial;
  readonly facts: LoanEvent[] = [];

  add(decide: (state: LoanState) => ReturnType<typeof receivePayment>): this {
    const outcome = decide(this.state);
    if (isRefusal(outcome)) throw new Error(`a loan of the bench: ${outcome.refusal}`);
    for (const fact of outcome) {
      const revision = this.facts.push(fact) - 1;
      const event = { ...fact, eventId: `e-${revision}`, loan: BENCH_LOAN, mitra: MITRA, revision };
      this.state = loanDecider.evolve(this.state, {
        ...event,
        position: position(100 + revision),
      } as unknown as Recorded<LoanEvent>);
    }
    return this;
  }
}

/**
 * The facts of one loan of 12 instalments with so many payments, some late and one ahead; each
 * variant has terms and days of its own. What makes it another loan is its stream and its number.
 */
export const loanLife = (variant: number, payments: number): readonly LoanEvent[] => {
  const agreedOn = addDays(localDate('2021-01-05'), variant * 11);
  const principal = rupiah(6_000_000 + variant * 500_000);
  const terms = { method: 'DECLINING', rate: rate('0.06'), frequency: 'MONTHLY' } as const;
  const life = new Life().add((state) =>
    signAgreement(
      {
        ...{ loan: BENCH_LOAN, mitra: MITRA, principal, instalments: 12, agreedOn, ...terms },
        ...{ programme: variant % 3 === 0 ? 'A' : 'B', unit: `U${variant % 7}` },
        ...{ beforeJejak: true, evidence: 'PKS' },
      },
      state,
      ASKED,
      { registered: true, unit: `U${variant % 7}`, hasMainLoan: false },
      POLICIES,
    ),
  );
  const paid = { loan: BENCH_LOAN, reference: 'T-1', effectiveOn: agreedOn };
  life.add((state) => disburseLoan({ ...paid, amount: principal }, state, ASKED, POLICIES));
  const each = Math.floor(principal / Math.max(payments, 14));
  for (let no = 1; no <= payments; no += 1) {
    const effectiveOn = addDays(addMonths(agreedOn, Math.ceil((no * 12) / payments)), no % 5);
    const amount = rupiah(each);
    const payment = { loan: BENCH_LOAN, amount, receipt: `R-${no}`, effectiveOn };
    life.add((state) => receivePayment(payment, state, ASKED, POLICIES));
  }
  return life.facts;
};
