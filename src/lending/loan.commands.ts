import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Source } from '../event-store/fold.js';
import { foldStream, handle, type Handled, type Intent } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { claimedBy } from '../event-store/reservation.js';
import { type Dated, HouseCommand } from '../house/command.js';
import { LEDGER } from '../house/tokens.js';
import { mitraDecider, mitraStream, valueOn } from '../mitra/mitra.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import { policyDecider, policyStream } from '../policy/policy.js';
import type { PolicyKind } from '../policy/policy-rules.events.js';
import * as agreement from './application/agreement.js';
import * as disbursement from './application/disbursement.js';
import { slot, slotsOf } from './application/live-loan.js';
import { isSigned, loanDecider, loanStream, type LoanState } from './loan.js';
import type { LoanEvent, ReversalKind } from './loan.events.js';
import * as repayment from './books/repayment.js';
import { backIntoSuspense, isDone } from './books/suspense-return.commands.js';

export class SignAgreement extends HouseCommand<agreement.SignAgreement> {}
export class DisburseLoan extends HouseCommand<Dated<disbursement.DisburseLoan>> {}
export class ReceivePayment extends HouseCommand<Dated<repayment.ReceivePayment>> {}
export class ReversePayment extends HouseCommand<
  Omit<repayment.ReversePayment, 'kind'> & { readonly kind?: ReversalKind | undefined }
> {}

export const onLoan = (
  number: string,
  decide: Intent<LoanState, LoanEvent>['decide'],
): Intent<LoanState, LoanEvent> => ({
  streamId: loanStream(number),
  decider: loanDecider,
  subject: (loan) => {
    if (loan.status === 'NONE') return { loan: number };
    const { mitra, unit } = isSigned(loan) ? loan.timeline : loan.application.proposal.fact.data;
    return { loan: number, mitra, unit };
  },
  decide,
  holds: slotsOf,
});

/** The rules adopted of some kinds, as they stand: what a decision takes as an argument. */
export const adoptedOf = async (
  ledger: Source,
  ...kinds: readonly PolicyKind[]
): Promise<readonly AdoptedPolicy[]> =>
  (
    await Promise.all(kinds.map((kind) => foldStream(ledger, policyStream(kind), policyDecider)))
  ).flatMap(({ adopted }) => adopted);

@CommandHandler(SignAgreement)
export class SignAgreementHandler implements ICommandHandler<SignAgreement> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: SignAgreement): Promise<Handled> {
    const { loan, mitra: code, beforeJejak } = input;
    const borrower = await this.borrower(input);
    const policies = beforeJejak ? [] : await adoptedOf(this.ledger, 'LIMITS');
    return handle(
      this.ledger,
      { ...sender, name: 'signAgreement', input },
      {
        ...onLoan(loan, (state, asked) =>
          agreement.signAgreement(input, state, asked, borrower, policies),
        ),
        subject: (state) => {
          const unit = agreement.unitOf(input, state, borrower);
          return { loan, mitra: code, unit };
        },
      },
    );
  }

  private async borrower(input: SignAgreement['input']): Promise<agreement.Borrower> {
    const { mitra: code, agreedOn, beforeJejak } = input;
    const mitra = await foldStream(this.ledger, mitraStream(code), mitraDecider);
    if (mitra.status === 'NONE') return { registered: false };
    const unit = valueOn(mitra.fields.unit, agreedOn) ?? mitra.fields.unit?.[0]?.value;
    const hasMainLoan = !beforeJejak && (await holdsMainLoan(this.ledger, code));
    return { registered: true, unit, hasMainLoan };
  }
}

/** Whether the loan that last took the mitra's slot holds it still. */
const holdsMainLoan = async (ledger: Ledger, mitra: string): Promise<boolean> => {
  const main = slot(mitra, false);
  const stream = await claimedBy(ledger, main);
  if (stream === undefined) return false;
  const loan = await foldStream(ledger, stream, loanDecider);
  return slotsOf(loan).some(({ value }) => value === main.value);
};

@CommandHandler(DisburseLoan)
export class DisburseLoanHandler implements ICommandHandler<DisburseLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: DisburseLoan): Promise<Handled> {
    const policies = await adoptedOf(this.ledger, 'COLLATERAL');
    return handle(
      this.ledger,
      { ...sender, name: 'disburseLoan', input },
      onLoan(input.loan, (loan, asked) =>
        disbursement.disburseLoan(
          { ...input, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
          policies,
        ),
      ),
    );
  }
}

@CommandHandler(ReceivePayment)
export class ReceivePaymentHandler implements ICommandHandler<ReceivePayment> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ReceivePayment): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'ALLOCATION', 'EARLY_SETTLEMENT');
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

/** Two streams, the loan first: money is never in suspense again while the loan still counts it. */
@CommandHandler(ReversePayment)
export class ReversePaymentHandler implements ICommandHandler<ReversePayment> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ReversePayment): Promise<Handled> {
    const kind = input.kind ?? 'ERROR';
    const command = { ...sender, name: 'reversePayment', input };
    const reversed = await handle(
      this.ledger,
      command,
      onLoan(input.loan, (loan, asked) =>
        repayment.reversePayment({ ...input, kind }, loan, asked),
      ),
    );
    if (kind !== 'ERROR' || !isDone(reversed)) return reversed;
    const back = await backIntoSuspense(this.ledger, command, input);
    return back === null || isDone(back) ? reversed : back;
  }
}

export const loanHandlers = [
  SignAgreementHandler,
  DisburseLoanHandler,
  ReceivePaymentHandler,
  ReversePaymentHandler,
];
