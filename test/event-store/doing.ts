import type { Handled } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import type { Sender } from '../../src/house/command.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  DisburseLoan,
  DisburseLoanHandler,
  ReceivePayment,
  ReceivePaymentHandler,
  ReversePayment,
  ReversePaymentHandler,
  SignAgreement,
  SignAgreementHandler,
} from '../../src/lending/loan.commands.js';
import {
  CorrectMitraData,
  CorrectMitraDataHandler,
  RegisterMitra,
  RegisterMitraHandler,
} from '../../src/mitra/mitra.commands.js';
import { adoptBuiltInPolicies } from '../../src/policy/policy.commands.js';
import { by } from './books.js';

type Input<C extends abstract new (input: never, sender: Sender) => object> =
  ConstructorParameters<C>[0];

/** A mitra is registered; his code names the command where no sender does. */
export const register = (
  ledger: Ledger,
  code: string,
  over: Partial<Input<typeof RegisterMitra>> = {},
  sender: Sender = by(`register ${code}`),
): Promise<Handled> =>
  new RegisterMitraHandler(ledger).execute(
    new RegisterMitra(
      { code, name: `Siti ${code}`, unit: 'JKT', effectiveOn: localDate('2003-01-02'), ...over },
      sender,
    ),
  );

export const correctNumber = (
  ledger: Ledger,
  mitra: string,
  over: Partial<Input<typeof CorrectMitraData>>,
  sender: Sender = by(`correct ${mitra} ${over.to} ${over.effectiveOn}`),
): Promise<Handled> =>
  new CorrectMitraDataHandler(ledger).execute(
    new CorrectMitraData({ mitra, kind: 'ERROR', field: 'identityNumber', ...over }, sender),
  );

/** Registered, signed and paid out on 2003-01-02: 1,200,000 over 12 months, 144,000 interest. */
export const lend = async (ledger: Ledger, loan = 'L-1', mitra = 'M-1'): Promise<void> => {
  const agreedOn = localDate('2003-01-02');
  const principal = rupiah(1_200_000);
  await adoptBuiltInPolicies(ledger, 'job');
  await register(ledger, mitra);
  await new SignAgreementHandler(ledger).execute(
    new SignAgreement(
      {
        ...{ loan, mitra, agreedOn, principal, method: 'AGREED', frequency: 'MONTHLY' },
        ...{ instalments: 12, interestTotal: rupiah(144_000) },
        ...{ beforeJejak: true, evidence: 'SPHU 14/2003, page 3' },
      },
      by(`sign ${loan}`),
    ),
  );
  await new DisburseLoanHandler(ledger).execute(
    new DisburseLoan(
      { loan, amount: principal, reference: 'TRF-1', effectiveOn: agreedOn },
      by(`disburse ${loan}`),
    ),
  );
};

export const pay = (
  ledger: Ledger,
  over: Partial<Omit<Input<typeof ReceivePayment>, 'amount'>> & { readonly amount?: number } = {},
  sender: Sender = by(`pay ${over.receipt ?? 'R-1'}`),
): Promise<Handled> => {
  const { amount = 112_000, ...rest } = over;
  return new ReceivePaymentHandler(ledger).execute(
    new ReceivePayment(
      {
        ...{ loan: 'L-1', receipt: 'R-1', effectiveOn: localDate('2003-02-02') },
        ...{ amount: rupiah(amount), ...rest },
      },
      sender,
    ),
  );
};

export const reverse = (
  ledger: Ledger,
  over: Partial<Input<typeof ReversePayment>> = {},
  sender: Sender = by(`reverse ${over.receipt ?? 'R-1'}`),
): Promise<Handled> =>
  new ReversePaymentHandler(ledger).execute(
    new ReversePayment({ loan: 'L-1', receipt: 'R-1', kind: 'ERROR', ...over }, sender),
  );
