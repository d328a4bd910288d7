import { demand, Violation } from './violation.js';
import type { Wish } from './wishes.js';

/** A loan as a clerk with a pencil has it. */
export interface PlainLoan {
  disbursed: number;
  /** Receipts that stand, and how much each brought. */
  readonly paid: Map<string, number>;
  /** What the bank took back, years after it had come. */
  returned: number;
}

/** What an accepted command does to the books. @throws {Violation} where it could not be */
export const book = (
  { name, effect }: Wish,
  loans: Map<string, PlainLoan>,
  identities: Map<string, string>,
): void => {
  if (effect.kind === 'register' || effect.kind === 'correct') {
    const { mitra, identity } = effect;
    const holder = identities.get(identity) ?? mitra;
    demand(holder === mitra, () => `${name}: ${mitra} and ${holder} hold ${identity}`);
    for (const [held, by] of identities) if (by === mitra) identities.delete(held);
    identities.set(identity, mitra);
    return;
  }
  const loan = loans.get(effect.loan);
  const what = () => `${name} was accepted, on ${JSON.stringify(loan && [...loan.paid])}`;
  if (effect.kind === 'sign') {
    demand(!loan, what);
    loans.set(effect.loan, { disbursed: 0, paid: new Map(), returned: 0 });
    return;
  }
  if (!loan) throw new Violation(what());
  if (effect.kind === 'disburse') loan.disbursed += effect.amount;
  if (effect.kind === 'pay') {
    demand(!loan.paid.has(effect.receipt), what);
    loan.paid.set(effect.receipt, effect.amount);
  }
  if (effect.kind !== 'reverse') return;
  if (effect.as === 'RETURNED') loan.returned += loan.paid.get(effect.receipt) ?? 0;
  demand(loan.paid.delete(effect.receipt), what);
};
