import type { Ledger } from '../../src/event-store/ledger.js';
import { OutcomeUnknown, StoreUnavailable } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { by, freshBooks, said, typesOf, withStore } from './books.js';
import { lend, pay, register, reverse } from './doing.js';

type Lost = 'after it was written' | 'before it was written';
const ALWAYS = 1_000;

/** Books whose store goes away in the next `times` appends, and does not know what it wrote. */
const going = (ledger: Ledger, lost: Lost, times: number, meanwhile?: () => Promise<unknown>) => {
  let left = times;
  return withStore(ledger, {
    append: async (...args) => {
      if (left-- <= 0) return ledger.store.append(...args);
      if (lost === 'after it was written') await ledger.store.append(...args);
      await meanwhile?.();
      throw new OutcomeUnknown('the line went dead');
    },
  });
};

describe.each<Lost>(['after it was written', 'before it was written'])(
  'a command whose answer was lost %s',
  (lost) => {
    const books = freshBooks();
    const loan = () => books.ledger().store.readStream('loan-L-1');
    const FOLLOWING = ['AgreementSigned', 'LoanDisbursed', 'PaymentReceived'];

    it('is done exactly once, and says so', async () => {
      await lend(books.ledger());
      const handled = await pay(going(books.ledger(), lost, 1));
      const stored = await loan();
      expect(typesOf(stored)).toEqual(FOLLOWING);
      expect(handled).toMatchObject({ outcome: 'done', duplicate: false, revision: 2 });
      expect(handled).toMatchObject({ position: stored.at(-1)?.position });
      expect(said(await pay(books.ledger()))).toBe('again');
    });

    it('is unknown to the client while the store stays away, and safe to send again', async () => {
      await lend(books.ledger());
      await expect(pay(going(books.ledger(), lost, ALWAYS))).rejects.toThrow(OutcomeUnknown);
      const written = lost === 'after it was written';
      expect(typesOf(await loan())).toEqual(written ? FOLLOWING : FOLLOWING.slice(0, 2));
      expect(said(await pay(books.ledger()))).toBe(written ? 'again' : 'done');
      expect(typesOf(await loan())).toEqual(FOLLOWING);
    });

    it('is done exactly once where another writer came in between', async () => {
      await lend(books.ledger());
      const other = () =>
        pay(books.ledger(), { receipt: 'R-2', effectiveOn: localDate('2003-03-02') });
      const handled = await pay(going(books.ledger(), lost, 1, other));
      expect(said(handled)).toBe('done');
      const received = (await loan()).filter(({ type }) => type === 'PaymentReceived');
      expect(received.map(({ data }) => data['receipt']).toSorted()).toEqual(['R-1', 'R-2']);
    });

    it('decided on a revision meets a conflict only where it was not written', async () => {
      await lend(books.ledger());
      const other = () => pay(books.ledger(), { receipt: 'R-2' });
      const ledger = going(books.ledger(), lost, 1, other);
      const handled = await pay(ledger, {}, by('one', { expectedRevision: 1 }));
      const written = lost === 'after it was written';
      expect(said(handled)).toBe(written ? 'done' : 'conflict');
      expect(await loan()).toHaveLength(written ? 4 : 3);
    });

    it('takes what it needs from no one else, nor twice', async () => {
      const NIK = '3171234567890001';
      const ledger = going(books.ledger(), lost, 1);
      expect(said(await register(ledger, 'M-1', { identityNumber: NIK }))).toBe('done');
      const second = await register(books.ledger(), 'M-2', { identityNumber: NIK });
      expect(said(second)).toBe('IDENTITY_NUMBER_TAKEN');
      const [stream] = (await books.ledger().store.readAll(START, 9)).map((e) => e.streamId);
      expect(await books.ledger().store.readStream(stream ?? '')).toHaveLength(1);
    });
  },
);

describe('a command that finds no store', () => {
  const books = freshBooks();

  it('is not done, and the next one is, when the store is back', async () => {
    await lend(books.ledger());
    const away = withStore(books.ledger(), {
      append: () => Promise.reject(new StoreUnavailable('the disk is full')),
    });
    await expect(pay(away)).rejects.toThrow(StoreUnavailable);
    await expect(reverse(away)).resolves.toMatchObject({ refusal: 'RECEIPT_UNKNOWN' });
    expect(await books.ledger().store.readStream('loan-L-1')).toHaveLength(2);
    expect(said(await pay(books.ledger()))).toBe('done');
  });
});
