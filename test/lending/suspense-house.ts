import { v5 as uuidv5 } from 'uuid';
import { checkSuspense } from '../../src/audit/fsck-suspense.js';
import { foldStream } from '../../src/event-store/handle.js';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  IdentifyPayment,
  ReceiveUnidentified,
  TakeOverOpeningBalance,
} from '../../src/lending/books/books.commands.js';
import {
  suspenseBalance,
  suspenseDecider,
  suspenseStream,
} from '../../src/lending/books/suspense.js';
import { RegisterMitra } from '../../src/mitra/mitra.commands.js';
import { logOf, openSmallHouse, type SmallHouse } from '../house/small-house.js';
import { BALANCE } from './books-story.js';

const ACTOR = { id: 'rina', role: 'FINANCE_OFFICER' } as const;
export const by = (name: string, more: { expectedRevision?: number; reason?: string } = {}) => {
  const commandId = uuidv5(name, '0b1d7f52-3c1f-4c55-9d5a-0f5b5f5f0002');
  return { commandId, actor: ACTOR, source: 'api', ...more } as const;
};

export const MONEY = { receipt: 'S1', amount: rupiah(40), effectiveOn: localDate('2004-02-01') };
export const FOUND = { programme: 'PK', receipt: 'S1', loan: 'L-1' };
/** What is written when that money is found for L-1. */
export const BOTH = ['suspense-PK ReceiptIdentified', 'loan-L-1 PaymentIdentified'];

/** The ledger as the power fails before it writes to such a stream. */
const dyingAt = (ledger: SmallHouse['ledger'], prefix: string): SmallHouse['ledger'] => {
  const append: typeof ledger.store.append = async (streamId, ...rest) => {
    if (streamId.startsWith(prefix)) throw new StoreUnavailable('the power failed');
    return ledger.store.append(streamId, ...rest);
  };
  const store = new Proxy(ledger.store, {
    get: (target, key) => {
      if (key === 'append') return append;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return { ...ledger, store };
};

/** Two loans of PK and one of no programme, and money of PK in suspense. */
export const openSuspenseHouse = async () => {
  const house = await openSmallHouse();
  const mitra = { code: 'M-1', name: 'Siti', effectiveOn: localDate('2000-01-01') };
  await house.execute(new RegisterMitra(mitra, by('register')));
  for (const [loan, programme] of [
    ['L-1', 'PK'],
    ['L-2', 'PK'],
    ['L-3', undefined],
  ] as const) {
    const balance = { ...BALANCE, loan, programme };
    await house.execute(new TakeOverOpeningBalance(balance, by(loan)));
  }
  const money = { ...MONEY, programme: 'PK', payer: 'Ibu Sulastri of Kudus' };
  await house.execute(new ReceiveUnidentified(money, by('came', { reason: 'as the slip says' })));
  const begun = 4;
  return {
    house,
    identify: (more: Partial<typeof FOUND>, sender: ReturnType<typeof by>) =>
      house.execute(new IdentifyPayment({ ...FOUND, ...more }, sender)),
    /** What was written to suspense and the loans since. */
    types: async (): Promise<readonly string[]> =>
      (await logOf(house))
        .filter(({ streamId }) => /^(suspense|loan)-/.test(streamId))
        .slice(begun)
        .map(({ type, streamId }) => `${streamId} ${type}`),
    inSuspense: async () =>
      suspenseBalance(await foldStream(house.ledger, suspenseStream('PK'), suspenseDecider)),
    /** What fsck finds between suspense and the loans. */
    between: () => checkSuspense(house.ledger, [suspenseStream('PK'), 'loan-L-1', 'loan-L-2']),
    dyingAt: (prefix: string) => dyingAt(house.ledger, prefix),
  };
};

export type SuspenseHouse = Awaited<ReturnType<typeof openSuspenseHouse>>;
