import { v5 as uuidv5 } from 'uuid';
import { checkSuspense } from '../../src/audit/fsck-suspense.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  IdentifyPayment,
  ReceiveUnidentified,
  TakeOverOpeningBalance,
} from '../../src/lending/books/books.commands.js';
import { ReversePayment } from '../../src/lending/loan.commands.js';
import { RegisterMitra } from '../../src/mitra/mitra.commands.js';
import { BALANCE } from '../lending/books-story.js';
import { openSmallHouse, type SmallHouse } from '../house/small-house.js';

const by = (name: string) => {
  const commandId = uuidv5(name, '0b1d7f52-3c1f-4c55-9d5a-0f5b5f5f0003');
  return { commandId, actor: { id: 'rina', role: 'FINANCE_OFFICER' }, source: 'api' } as const;
};
const STREAMS = ['suspense-PK', 'loan-L-2', 'loan-L-3', 'mitra-M-1'];

let house: SmallHouse;
/** S-1 was first taken for L-3's, and is L-2's; S-2 was L-3's, and the bank took it back. */
beforeAll(async () => {
  house = await openSmallHouse();
  const mitra = { code: 'M-1', name: 'Siti', effectiveOn: localDate('2000-01-01') };
  await house.execute(new RegisterMitra(mitra, by('register')));
  for (const loan of ['L-2', 'L-3'])
    await house.execute(
      new TakeOverOpeningBalance({ ...BALANCE, loan, programme: 'PK' }, by(loan)),
    );
  const came = async (receipt: string, amount: number) => {
    const money = { receipt, amount: rupiah(amount), effectiveOn: localDate('2004-02-01') };
    await house.execute(new ReceiveUnidentified({ ...money, programme: 'PK' }, by(receipt)));
  };
  const found = async (receipt: string, loan: string) => {
    const input = { programme: 'PK', receipt, loan };
    await house.execute(new IdentifyPayment(input, by(`${receipt} ${loan}`)));
  };
  const reversed = async (receipt: string, kind: 'ERROR' | 'RETURNED') => {
    await house.execute(new ReversePayment({ loan: 'L-3', receipt, kind }, by(`not ${receipt}`)));
  };
  await came('S-1', 40);
  await found('S-1', 'L-3');
  await reversed('S-1', 'ERROR');
  await found('S-1', 'L-2');
  await came('S-2', 7);
  await found('S-2', 'L-3');
  await reversed('S-2', 'RETURNED');
  await came('S-3', 5);
});
afterAll(() => house.close());

type Harm = (event: StoredEvent) => StoredEvent | null;
/** What fsck finds in this very log, had it been written otherwise. */
const foundWith = async (harm: Harm, streams = STREAMS): Promise<readonly string[]> => {
  const { store, keys } = house.ledger;
  const readStream: typeof store.readStream = async (stream, from) =>
    (await store.readStream(stream, from)).map(harm).filter((event) => event !== null);
  const findings = await checkSuspense(
    { keys, store: Object.assign(Object.create(store), { readStream }) as typeof store },
    streams,
  );
  return findings.map((one) => `${one.invariant} ${one.where}: ${one.expected} / ${one.found}`);
};

const is = (event: StoredEvent, type: string, receipt: string, loan?: string): boolean =>
  event.type === type &&
  event.data['receipt'] === receipt &&
  (loan === undefined || event.data['loan'] === loan || event.streamId === `loan-${loan}`);
const without =
  (...gone: readonly (readonly [type: string, receipt: string, loan?: string])[]): Harm =>
  (event) =>
    gone.some((one) => is(event, ...one)) ? null : event;

describe('suspense and the loans, held against each other', () => {
  it('agree where money came, was found wrongly, came back and was found', async () => {
    expect(await foundWith((event) => event)).toEqual([]);
  });

  const ROWS: readonly (readonly [string, Harm, readonly string[]])[] = [
    [
      'money that a reversal took off a loan and did not give back',
      without(
        ['IdentificationReversed', 'S-1'],
        ['ReceiptIdentified', 'S-1', 'L-2'],
        ['PaymentIdentified', 'S-1', 'L-2'],
      ),
      ['I5 suspense-PK: receipt S-1: 40 on loan L-3 / nothing'],
    ],
    [
      'money on a loan that suspense holds too',
      without(['ReceiptIdentified', 'S-1', 'L-2']),
      [
        'I5 loan-L-2: receipt S-1 out of suspense-PK: ' +
          '40 identified as loan L-2 / not identified',
      ],
    ],
    [
      'money given back that stands on the loan',
      without(['PaymentReversed', 'S-1']),
      [
        'I5 loan-L-3: receipt S-1 out of suspense-PK: ' +
          '40 identified as loan L-3 / 40 identified as loan L-2',
      ],
    ],
    [
      'money identified that is on no loan',
      without(['PaymentIdentified', 'S-2']),
      ['I5 suspense-PK: receipt S-2: 7 on loan L-3 / nothing'],
    ],
    [
      'an account in which something went that never came',
      (event) =>
        is(event, 'ReceiptIdentified', 'S-2')
          ? { ...event, data: { ...event.data, amount: 6 } }
          : event,
      ['I5 suspense-PK: received: 52 / 51'],
    ],
    [
      'an account that cannot be folded, once',
      without(['ReceiptUnidentified', 'S-1']),
      ['I5 suspense-PK: an account that can be folded / S-1 was never received in suspense-PK'],
    ],
  ];
  it.each(ROWS)('differ by %s', async (_, harm, findings) => {
    expect(await foundWith(harm)).toEqual(findings);
  });

  it('differ where the account is not there at all', async () => {
    expect(await foundWith((event) => event, STREAMS.slice(1))).toHaveLength(2);
  });
});
