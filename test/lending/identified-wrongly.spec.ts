import {
  IdentifyPayment,
  IdentifyPaymentHandler,
  ReceiveUnidentified,
} from '../../src/lending/books/books.commands.js';
import {
  ReceivePayment,
  ReversePayment,
  ReversePaymentHandler,
} from '../../src/lending/loan.commands.js';
import { logOf } from '../house/small-house.js';
import { BOTH, by, FOUND, MONEY, openSuspenseHouse, type SuspenseHouse } from './suspense-house.js';

let at: SuspenseHouse;
beforeEach(async () => {
  at = await openSuspenseHouse();
});
afterEach(() => at.house.close());

describe('money identified for the wrong loan', () => {
  const reversal = (name: string, kind: 'ERROR' | 'RETURNED' = 'ERROR') =>
    new ReversePayment({ loan: 'L-1', receipt: 'S1', kind }, by(name));
  const BACK = [...BOTH, 'loan-L-1 PaymentReversed', 'suspense-PK IdentificationReversed'];
  const AGAIN = ['suspense-PK ReceiptIdentified', 'loan-L-2 PaymentIdentified'];
  beforeEach(async () => {
    await at.identify({}, by('found'));
  });

  it('lies in suspense again, by one command, and is found for another', async () => {
    const done = await at.house.execute(reversal('wrong'));
    expect(done).toMatchObject({ outcome: 'done', streamId: 'loan-L-1', duplicate: false });
    expect(await at.types()).toEqual(BACK);
    const [reversed, back] = (await logOf(at.house)).slice(-2);
    expect(back).toMatchObject({
      ...{ commandId: reversed?.commandId, effectiveOn: '2004-02-01', mitra: 'M-1', loan: 'L-1' },
      data: { receipt: 'S1', amount: 40, loan: 'L-1', payment: reversed?.data['payment'] },
    });
    expect([await at.inSuspense(), await at.between()]).toEqual([40, []]);
    for (const name of ['wrong', 'wrong too'])
      expect(await at.house.execute(reversal(name))).toMatchObject({ duplicate: true });
    expect(await at.identify({ loan: 'L-2' }, by('right'))).toMatchObject({ outcome: 'done' });
    expect(await at.house.execute(reversal('late'))).toMatchObject({ duplicate: true });
    expect(await at.types()).toEqual([...BACK, ...AGAIN]);
    expect([await at.inSuspense(), await at.between()]).toEqual([0, []]);
  });

  it('but taken back by the bank is nobody’s', async () => {
    await at.house.execute(reversal('bounced', 'RETURNED'));
    expect(await at.types()).toEqual(BACK.slice(0, 3));
    expect([await at.inSuspense(), await at.between()]).toEqual([0, []]);
  });

  it('a payment that never lay in suspense does not come there', async () => {
    await at.house.execute(new ReceivePayment({ ...MONEY, loan: 'L-2' }, by('paid')));
    const wrong = { loan: 'L-2', receipt: 'S1', kind: 'ERROR' } as const;
    await at.house.execute(new ReversePayment(wrong, by('wrong')));
    expect((await at.types()).slice(2)).toEqual([
      'loan-L-2 PaymentReceived',
      'loan-L-2 PaymentReversed',
    ]);
  });

  const dies = async () => {
    const dying = new ReversePaymentHandler(at.dyingAt('suspense-'));
    await expect(dying.execute(reversal('wrong'))).rejects.toThrow(/power/);
    expect(await at.types()).toEqual(BACK.slice(0, 3));
    expect(await at.between()).toMatchObject([{ expected: '40 on loan L-1', found: 'nothing' }]);
  };

  it.each([
    ['the same command', 'wrong'],
    ['another that says the same', 'wrong too'],
  ])('after a crash between the two is back by %s', async (_, name) => {
    await dies();
    expect(await at.house.execute(reversal(name))).toMatchObject({ duplicate: true });
    expect(await at.types()).toEqual(BACK);
    expect([await at.inSuspense(), await at.between()]).toEqual([40, []]);
  });

  it('after such a crash can be found for that loan, and is not in suspense too', async () => {
    await dies();
    expect(await at.identify({}, by('right'))).toMatchObject({ outcome: 'done', duplicate: false });
    expect(await at.house.execute(reversal('wrong'))).toMatchObject({ duplicate: true });
    expect(await at.types()).toEqual([...BACK, ...BOTH]);
    expect([await at.inSuspense(), await at.between()]).toEqual([0, []]);
  });

  it('is not found anew by the command that found it wrongly, half done then', async () => {
    const money = { ...MONEY, receipt: 'S2', programme: 'PK' };
    await at.house.execute(new ReceiveUnidentified(money, by('came too')));
    const half = new IdentifyPayment({ ...FOUND, receipt: 'S2' }, by('half'));
    await expect(new IdentifyPaymentHandler(at.dyingAt('loan-')).execute(half)).rejects.toThrow();
    await at.identify({ receipt: 'S2' }, by('whole'));
    const wrong = { loan: 'L-1', receipt: 'S2', kind: 'ERROR' } as const;
    await at.house.execute(new ReversePayment(wrong, by('wrong')));
    const before = await at.types();
    for (const name of ['half', 'whole'])
      expect(await at.identify({ receipt: 'S2' }, by(name))).toMatchObject({ duplicate: true });
    expect(await at.types()).toEqual(before);
    expect([await at.inSuspense(), await at.between()]).toEqual([40, []]);
  });

  it('by many at once is on one side only', async () => {
    await Promise.all([
      ...['a', 'b'].map((name) => at.house.execute(reversal(name))),
      ...['c', 'd', 'e'].map((name) => at.identify({}, by(name))),
    ]);
    expect(await at.between()).toEqual([]);
  });
});
