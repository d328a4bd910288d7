import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { type Dated, HouseCommand } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import * as collateral from './collateral.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import { confirmReceipt, type ConfirmReceipt as Confirm } from './receipt-confirmation.js';

export class PledgeCollateral extends HouseCommand<Dated<collateral.PledgeCollateral>> {}
export class ReleaseCollateral extends HouseCommand<Dated<collateral.OnCollateral>> {}
export class SeizeCollateral extends HouseCommand<Dated<collateral.OnCollateral>> {}
export class SellCollateral extends HouseCommand<Dated<collateral.SellCollateral>> {}
export class ConfirmReceipt extends HouseCommand<Dated<Confirm>> {}

@CommandHandler(PledgeCollateral)
export class PledgeCollateralHandler implements ICommandHandler<PledgeCollateral> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: PledgeCollateral): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'pledgeCollateral', input },
      onLoan(input.loan, (loan, asked) => {
        const effectiveOn = input.effectiveOn ?? asked.today;
        return collateral.pledgeCollateral({ ...input, effectiveOn }, loan, asked);
      }),
    );
  }
}

@CommandHandler(ReleaseCollateral)
export class ReleaseCollateralHandler implements ICommandHandler<ReleaseCollateral> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ReleaseCollateral): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'releaseCollateral', input },
      onLoan(input.loan, (loan, asked) => {
        const effectiveOn = input.effectiveOn ?? asked.today;
        return collateral.releaseCollateral({ ...input, effectiveOn }, loan, asked);
      }),
    );
  }
}

@CommandHandler(SeizeCollateral)
export class SeizeCollateralHandler implements ICommandHandler<SeizeCollateral> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: SeizeCollateral): Promise<Handled> {
    const policies = await adoptedOf(this.ledger, 'COLLECTABILITY');
    return handle(
      this.ledger,
      { ...sender, name: 'seizeCollateral', input },
      onLoan(input.loan, (loan, asked) => {
        const effectiveOn = input.effectiveOn ?? asked.today;
        return collateral.seizeCollateral({ ...input, effectiveOn }, loan, asked, policies);
      }),
    );
  }
}

@CommandHandler(SellCollateral)
export class SellCollateralHandler implements ICommandHandler<SellCollateral> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: SellCollateral): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'sellCollateral', input },
      onLoan(input.loan, (loan, asked) => {
        const effectiveOn = input.effectiveOn ?? asked.today;
        return collateral.sellCollateral({ ...input, effectiveOn }, loan, asked);
      }),
    );
  }
}

@CommandHandler(ConfirmReceipt)
export class ConfirmReceiptHandler implements ICommandHandler<ConfirmReceipt> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ConfirmReceipt): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'confirmReceipt', input },
      onLoan(input.loan, (loan, asked) => {
        const effectiveOn = input.effectiveOn ?? asked.today;
        return confirmReceipt({ ...input, effectiveOn }, loan, asked);
      }),
    );
  }
}

export const collateralHandlers = [
  PledgeCollateralHandler,
  ReleaseCollateralHandler,
  SeizeCollateralHandler,
  SellCollateralHandler,
  ConfirmReceiptHandler,
];
