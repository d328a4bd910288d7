import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { type Dated, HouseCommand } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import * as claim from './claim-cancellation.js';
import type { Decision } from './ending.commands.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import { receiveRecovery } from './recovery.js';
import type { ReceivePayment } from '../books/repayment.js';

export class ReceiveRecovery extends HouseCommand<Dated<ReceivePayment>> {}
export class ProposeClaimCancellation extends HouseCommand<Dated<claim.ProposeClaimCancellation>> {}
export class CancelClaim extends HouseCommand<Dated<Decision>> {}

@CommandHandler(ReceiveRecovery)
export class ReceiveRecoveryHandler implements ICommandHandler<ReceiveRecovery> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ReceiveRecovery): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'ALLOCATION');
    return handle(
      this.ledger,
      { ...sender, name: 'receiveRecovery', input },
      onLoan(input.loan, (loan, asked) => {
        const command = { ...input, effectiveOn: input.effectiveOn ?? asked.today };
        return receiveRecovery(command, loan, asked, adopted);
      }),
    );
  }
}

@CommandHandler(ProposeClaimCancellation)
export class ProposeClaimCancellationHandler implements ICommandHandler<ProposeClaimCancellation> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ProposeClaimCancellation): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'CLAIM_CANCELLATION');
    return handle(
      this.ledger,
      { ...sender, name: 'proposeClaimCancellation', input },
      onLoan(input.loan, (loan, asked) => {
        const command = { ...input, effectiveOn: input.effectiveOn ?? asked.today };
        return claim.proposeClaimCancellation(command, loan, asked, adopted);
      }),
    );
  }
}

@CommandHandler(CancelClaim)
export class CancelClaimHandler implements ICommandHandler<CancelClaim> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: CancelClaim): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'CLAIM_CANCELLATION');
    return handle(
      this.ledger,
      { ...sender, name: 'cancelClaim', input },
      onLoan(input.loan, (loan, asked) => {
        const { revision: seenRevision, effectiveOn = asked.today, ...rest } = input;
        const command = { ...rest, seenRevision, effectiveOn };
        return claim.cancelClaim(command, loan, asked, adopted);
      }),
    );
  }
}

export const claimHandlers = [
  ReceiveRecoveryHandler,
  ProposeClaimCancellationHandler,
  CancelClaimHandler,
];
