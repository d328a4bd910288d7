import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { foldStream, handle, type Handled, type Intent } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { type Dated, HouseCommand } from '../house/command.js';
import { LEDGER } from '../house/tokens.js';
import { mitraDecider, mitraStream, valueOn } from '../mitra/mitra.js';
import { policyDecider, policyStream } from '../policy/policy.js';
import * as agreement from './agreement.js';
import * as disbursement from './disbursement.js';
import { loanDecider, loanStream, type LoanState } from './loan.js';
import type { LoanEvent, ReversalKind } from './loan.events.js';
import * as repayment from './repayment.js';

export class SignAgreement extends HouseCommand<agreement.SignAgreement> {}
export class DisburseLoan extends HouseCommand<Dated<disbursement.DisburseLoan>> {}
export class ReceivePayment extends HouseCommand<Dated<repayment.ReceivePayment>> {}
export class ReversePayment extends HouseCommand<
  Omit<repayment.ReversePayment, 'kind'> & { readonly kind?: ReversalKind | undefined }
> {}

const onLoan = (
  number: string,
  decide: Intent<LoanState, LoanEvent>['decide'],
): Intent<LoanState, LoanEvent> => ({
  streamId: loanStream(number),
  decider: loanDecider,
  subject: (loan) =>
    loan.status === 'NONE'
      ? { loan: number }
      : { loan: number, mitra: loan.timeline.mitra, unit: loan.timeline.unit },
  decide,
});

@CommandHandler(SignAgreement)
export class SignAgreementHandler implements ICommandHandler<SignAgreement> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: SignAgreement): Promise<Handled> {
    const { loan, mitra: code, agreedOn } = input;
    const mitra = await foldStream(this.ledger, mitraStream(code), mitraDecider);
    const registered = mitra.status === 'REGISTERED';
    const unit =
      input.unit ??
      (registered
        ? (valueOn(mitra.fields.unit, agreedOn) ?? mitra.fields.unit?.[0]?.value)
        : undefined);
    return handle(
      this.ledger,
      { ...sender, name: 'signAgreement', input },
      {
        ...onLoan(loan, (state, asked) =>
          agreement.signAgreement({ ...input, unit }, state, asked, { registered }),
        ),
        subject: () => ({ loan, mitra: code, unit }),
      },
    );
  }
}

@CommandHandler(DisburseLoan)
export class DisburseLoanHandler implements ICommandHandler<DisburseLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: DisburseLoan): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'disburseLoan', input },
      onLoan(input.loan, (loan, asked) =>
        disbursement.disburseLoan(
          { ...input, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
        ),
      ),
    );
  }
}

@CommandHandler(ReceivePayment)
export class ReceivePaymentHandler implements ICommandHandler<ReceivePayment> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ReceivePayment): Promise<Handled> {
    const { adopted } = await foldStream(this.ledger, policyStream('ALLOCATION'), policyDecider);
    return handle(
      this.ledger,
      { ...sender, name: 'receivePayment', input },
      onLoan(input.loan, (loan, asked) =>
        repayment.receivePayment(
          { ...input, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
          adopted,
        ),
      ),
    );
  }
}

@CommandHandler(ReversePayment)
export class ReversePaymentHandler implements ICommandHandler<ReversePayment> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ReversePayment): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'reversePayment', input },
      onLoan(input.loan, (loan, asked) =>
        repayment.reversePayment({ ...input, kind: input.kind ?? 'ERROR' }, loan, asked),
      ),
    );
  }
}

export const loanHandlers = [
  SignAgreementHandler,
  DisburseLoanHandler,
  ReceivePaymentHandler,
  ReversePaymentHandler,
];
