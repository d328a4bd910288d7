import { foldStream } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { StoreUnavailable } from '../event-store/port.js';
import { categoryOf } from '../events.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { equationsAt } from '../lending/account-equations.js';
import { sameAllocation } from '../lending/recorded-allocations.js';
import { isSigned, type Loan, loanDecider } from '../lending/loan.js';
import { HEAD, balanceOf } from '../lending/position.js';
import { replay } from '../lending/replay.js';
import { type Finding, inWords } from './fsck-log.js';

const total = (amounts: readonly Rupiah[]): number =>
  amounts.reduce<number>((sum, amount) => sum + amount, 0);

const unequal = (invariant: string, where: string, expected: unknown, found: unknown): Finding => ({
  invariant,
  where,
  expected: String(expected),
  found: String(found),
});

const equations = (where: string, { timeline }: Loan): Finding[] => {
  const { writtenOff, ...balance } = balanceOf(replay(timeline, HEAD));
  const amounts: [string, unknown][] = [
    ...Object.entries(balance),
    ...Object.entries(writtenOff).map(([name, value]): [string, unknown] => [
      `${name} written off`,
      value,
    ]),
  ];
  return [
    ...equationsAt(timeline, HEAD)
      .filter(([, expected, found]) => expected !== found)
      .map(([name, expected, found]) => unequal('I5', `${where}: ${name}`, expected, found)),
    ...amounts
      .filter(([, value]) => typeof value === 'number' && value < 0)
      .map(([name, value]) => unequal('I5', `${where}: ${name}`, 'never below zero', value)),
  ];
};

const schedule = (where: string, { timeline }: Loan): Finding[] => {
  const { terms, schedule: rows, opening } = timeline;
  if (opening) return [];
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
    if (!isSigned(loan)) return [];
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
