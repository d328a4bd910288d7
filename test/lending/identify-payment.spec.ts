import { foldStream } from '../../src/event-store/handle.js';
import { IdentifyPayment, IdentifyPaymentHandler } from '../../src/lending/books/books.commands.js';
import { ReceivePayment } from '../../src/lending/loan.commands.js';
import { suspenseDecider, suspenseStream } from '../../src/lending/books/suspense.js';
import { logOf } from '../house/small-house.js';
import { BOTH, by, FOUND, MONEY, openSuspenseHouse, type SuspenseHouse } from './suspense-house.js';

let at: SuspenseHouse;
beforeEach(async () => {
  at = await openSuspenseHouse();
});
afterEach(() => at.house.close());

describe('money identified', () => {
  it('leaves suspense and is on the loan, under one command', async () => {
    expect(await at.inSuspense()).toBe(40);
    const done = await at.identify({}, by('found'));
    expect(done).toMatchObject({ outcome: 'done', streamId: 'loan-L-1', duplicate: false });
    expect(await at.types()).toEqual(BOTH);
    const written = (await logOf(at.house)).slice(-2);
    expect(new Set(written.map(({ commandId }) => commandId)).size).toBe(1);
    expect(written.map(({ mitra, loan }) => [mitra, loan])).toEqual([
      ['M-1', 'L-1'],
      ['M-1', 'L-1'],
    ]);
    expect(await at.inSuspense()).toBe(0);
  });

  it('sent again, or said again, adds nothing', async () => {
    await at.identify({}, by('found'));
    expect(await at.identify({}, by('found'))).toMatchObject({ outcome: 'done', duplicate: true });
    expect(await at.identify({}, by('again'))).toMatchObject({ outcome: 'done', duplicate: true });
    expect(await at.types()).toEqual(BOTH);
  });

  it.each([
    ['the same command', 'found'],
    ['another that says the same', 'again'],
  ])('after a crash between the two is finished by %s', async (_, name) => {
    const dying = new IdentifyPaymentHandler(at.dyingAt('loan-'));
    await expect(dying.execute(new IdentifyPayment(FOUND, by('found')))).rejects.toThrow(/power/);
    expect(await at.types()).toEqual(BOTH.slice(0, 1));
    expect(await at.between()).toEqual([
      {
        ...{ invariant: 'I5', where: 'suspense-PK: receipt S1' },
        ...{ expected: '40 on loan L-1', found: 'nothing' },
      },
    ]);
    expect(await at.identify({ loan: 'L-2' }, by('other'))).toMatchObject({
      ...{ refusal: 'RECEIPT_ALREADY_IDENTIFIED', details: { receipt: 'S1', loan: 'L-1' } },
    });
    expect(await at.identify({}, by(name))).toMatchObject({ outcome: 'done', duplicate: false });
    expect(await at.types()).toEqual(BOTH);
    expect(await at.between()).toEqual([]);
  });

  it('by several at once is on the loan once', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((name) => at.identify({}, by(name))));
    expect(all.map((one) => 'outcome' in one && one.outcome)).toEqual(['done', 'done', 'done']);
    expect(await at.types()).toEqual(BOTH);
  });

  it.each([
    ['a receipt that never came', { receipt: 'S2' }, 'RECEIPT_UNKNOWN'],
    ['a loan that is not there', { loan: 'L-9' }, 'LOAN_NOT_SIGNED'],
    ['a loan of another programme', { loan: 'L-3' }, 'PROGRAMME_DIFFERS'],
    ['another suspense account', { programme: 'PUMK' }, 'RECEIPT_UNKNOWN'],
  ])('as %s is refused, and leaves no trace', async (_, more, refusal) => {
    expect(await at.identify(more, by('found'))).toMatchObject({ refusal });
    expect(await at.types()).toEqual([]);
    expect(await at.inSuspense()).toBe(40);
  });

  it('that a loan holds already is refused, and stays in suspense', async () => {
    await at.house.execute(new ReceivePayment({ ...MONEY, loan: 'L-1' }, by('paid')));
    expect(await at.identify({}, by('found'))).toMatchObject({ refusal: 'RECEIPT_REUSED' });
    expect(await at.inSuspense()).toBe(40);
  });

  it('on a loan that moved since it was seen is a conflict, and stays in suspense', async () => {
    await at.house.execute(
      new ReceivePayment({ ...MONEY, receipt: 'R1', loan: 'L-1' }, by('paid')),
    );
    expect(await at.identify({}, by('found', { expectedRevision: 0 }))).toEqual({
      outcome: 'conflict',
      currentRevision: 1,
    });
    expect(await at.inSuspense()).toBe(40);
    expect(await at.identify({}, by('found', { expectedRevision: 1 }))).toMatchObject({
      outcome: 'done',
    });
  });
});

describe('I9: who money in suspense may be from', () => {
  it('is kept under a key of the receipt’s own, the reason too', async () => {
    const came = (await logOf(at.house)).find(({ type }) => type === 'ReceiptUnidentified');
    expect(came?.personal?.key).toBe('receipt:PK:S1');
    expect(JSON.stringify(came)).not.toMatch(/Sulastri|slip/);
    expect(came?.mitra).toBeUndefined();
    const state = await foldStream(at.house.ledger, suspenseStream('PK'), suspenseDecider);
    expect(state.get('S1')?.payer).toBe('Ibu Sulastri of Kudus');
  });
});
