import { decode } from '../../src/event-store/codec.js';
import { foldStream, type Handled } from '../../src/event-store/handle.js';
import type { EventOf } from '../../src/events.js';
import { localDate } from '../../src/kernel/local-date.js';
import { isSigned, loanDecider, loanStream, type LoanState } from '../../src/lending/loan.js';
import { by, freshBooks, said } from './books.js';
import { lend, pay, reverse } from './doing.js';

type Loan = EventOf<'loan'>;
const COUNT = 100;
/** Receipts are used more than once, dates go back and forth, every fifth names a revision. */
const send = (ledger: Parameters<typeof pay>[0], index: number): Promise<Handled> => {
  const receipt = `R-${index % 40}`;
  const sender = by(
    `command ${index % 90}`,
    index % 5 === 0 ? { expectedRevision: index / 5 } : {},
  );
  const effectiveOn = localDate(`2003-${String((index % 12) + 1).padStart(2, '0')}-20`);
  return index % 7 === 0
    ? reverse(ledger, { receipt }, sender)
    : pay(ledger, { receipt, amount: 10_000 + (index % 40), effectiveOn }, sender);
};

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

const wereDone = (handled: readonly Handled[]) =>
  handled.flatMap((one) =>
    'outcome' in one && one.outcome === 'done' && !one.duplicate ? one.events : [],
  );

const USUAL =
  /^(done|again|conflict|(RECEIPT|COMMAND_ID)_REUSED|RECEIPT_UNKNOWN|PAYMENT_ALREADY_REVERSED)$/;
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

const outcomesAreWhatIsWritten = (handled: readonly Handled[], events: readonly Loan[]): void => {
  const outcomes = handled.map(said);
  expect(outcomes.filter((word) => word === 'done').length).toBeGreaterThan(20);
  expect(outcomes.filter((word) => !USUAL.test(word))).toEqual([]);
  const written = events.slice(2).map(({ eventId: id, type }) => ({ id, type }));
  expect(wereDone(handled).toSorted(byId)).toEqual(written.toSorted(byId));
  expect(events.map(({ revision }) => revision)).toEqual(events.map((_, at) => at));
};

const noReceiptStandsTwice = (events: readonly Loan[]): void => {
  const standing = new Set<string>();
  for (const event of events) {
    if (event.type === 'PaymentReversed') standing.delete(event.data.receipt);
    if (event.type !== 'PaymentReceived') continue;
    expect(standing).not.toContain(event.data.receipt);
    standing.add(event.data.receipt);
  }
};

const moneyIsConserved = (loan: LoanState, events: readonly Loan[]): void => {
  if (!isSigned(loan)) throw new Error('the loan was signed');
  const standing = loan.timeline.payments.filter(({ reversed }) => !reversed);
  const used = standing.flatMap(({ event }) => loan.recorded.get(event) ?? []);
  expect(
    used.map(({ lateFee, interest, principal, credit }) => lateFee + interest + principal + credit),
  ).toEqual(standing.map(({ amount }) => amount));
  const received = events.flatMap((e) => (e.type === 'PaymentReceived' ? e.data.amount : []));
  const reversed = events.flatMap((e) => (e.type === 'PaymentReversed' ? e.data.amount : []));
  expect(sum(received) - sum(reversed)).toBe(sum(standing.map(({ amount }) => amount)));
  expect(sum(used.map(({ principal }) => principal))).toBeLessThanOrEqual(1_200_000);
  expect(sum(used.map(({ interest }) => interest))).toBeLessThanOrEqual(144_000);
};

describe(`${COUNT} commands at once on one loan`, () => {
  const books = freshBooks();

  it('are each done, refused or in conflict, and no rupiah is lost or used twice', async () => {
    await lend(books.ledger());
    const { store, keys } = books.ledger();
    const at = Array.from({ length: COUNT }, (_, index) => send(books.ledger(), index));
    const handled = await Promise.all(at);
    expect(handled).toHaveLength(COUNT);
    const stored = await store.readStream(loanStream('L-1'));
    const events = (await Promise.all(stored.map((event) => decode(event, keys)))) as Loan[];
    outcomesAreWhatIsWritten(handled, events);
    noReceiptStandsTwice(events);
    moneyIsConserved(await foldStream(books.ledger(), loanStream('L-1'), loanDecider), events);
  });
});
