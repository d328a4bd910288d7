import { foldStream } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { StoreUnavailable } from '../event-store/port.js';
import { categoryOf } from '../events.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { sameAllocation } from '../lending/consequences.js';
import { HEAD, type Loan, loanDecider } from '../lending/loan.js';
import { balanceOf } from '../lending/position.js';
import { replay } from '../lending/replay.js';
import { countingPayments } from '../lending/timeline.js';
import { type Finding, inWords } from './fsck-log.js';

const total = (amounts: readonly Rupiah[]): number =>
  amounts.reduce<number>((sum, amount) => sum + amount, 0);

const unequal = (invariant: string, where: string, expected: unknown, found: unknown): Finding => ({
  invariant,
  where,
  expected: String(expected),
  found: String(found),
});

/** Money that was received is allocated or credit; what was paid out is paid back or owed. */
const equations = (where: string, { timeline }: Loan): Finding[] => {
  const played = replay(timeline, HEAD);
  const balance = balanceOf(played);
  const allocated = [...played.allocations.values()];
  const sides: readonly (readonly [string, number, number])[] = [
    [
      'money received = interest + principal + credit',
      total(countingPayments(timeline, HEAD).map(({ amount }) => amount)),
      balance.interestPaid + balance.principalPaid + balance.credit,
    ],
    [
      'allocations = interest + principal paid',
      total(allocated.map(({ interest }) => interest)) +
        total(allocated.map(({ principal }) => principal)),
      balance.interestPaid + balance.principalPaid,
    ],
    [
      'paid out = paid + outstanding',
      total(timeline.disbursements.map(({ amount }) => amount)),
      balance.principalPaid + balance.principalOutstanding,
    ],
  ];
  return [
    ...sides
      .filter(([, expected, found]) => expected !== found)
      .map(([name, expected, found]) => unequal('I5', `${where}: ${name}`, expected, found)),
    ...Object.entries(balance)
      .filter(([, value]) => typeof value === 'number' && value < 0)
      .map(([name, value]) => unequal('I5', `${where}: ${name}`, 'never below zero', value)),
  ];
};

const schedule = (where: string, { timeline: { terms, schedule: rows } }: Loan): Finding[] => {
  const sums = [
    ['principal', terms.principal, total(rows.map((row) => row.principal))],
    ['interest', terms.interestTotal, total(rows.map((row) => row.interest))],
  ] as const;
  return sums
    .filter(([, agreed, sum]) => agreed !== sum)
    .map(([name, agreed, sum]) => unequal('I6', `${where}: ${name} of the schedule`, agreed, sum));
};

/** The replay at the head equals the last recorded allocation of every payment that counts. */
const allocations = (where: string, { timeline, recorded }: Loan): Finding[] =>
  [...replay(timeline, HEAD).allocations].flatMap(([payment, expected]) => {
    const found = recorded.get(payment);
    return found && sameAllocation(expected, found)
      ? []
      : [
          unequal(
            'I7',
            `${where}: payment ${payment}`,
            JSON.stringify(expected),
            JSON.stringify(found ?? null),
          ),
        ];
  });

const checkLoan = async (
  ledger: Pick<Ledger, 'store' | 'keys'>,
  stream: string,
): Promise<readonly Finding[]> => {
  try {
    const loan = await foldStream(ledger, stream, loanDecider);
    if (loan.status === 'NONE') return [];
    return [...equations(stream, loan), ...schedule(stream, loan), ...allocations(stream, loan)];
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return [unequal('I5', stream, 'a loan that can be folded and replayed', inWords(error))];
  }
};

/** Every loan folded from its own stream, and held against its account equations. */
export const checkLoans = async (
  ledger: Pick<Ledger, 'store' | 'keys'>,
  streams: readonly string[],
): Promise<{ readonly loans: number; readonly findings: readonly Finding[] }> => {
  const loans = streams.filter((stream) => categoryOf(stream) === 'loan');
  const findings: Finding[] = [];
  for (const stream of loans) findings.push(...(await checkLoan(ledger, stream)));
  return { loans: loans.length, findings };
};
