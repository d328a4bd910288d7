import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { type Dated, HouseCommand } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import * as restructuring from './restructuring.js';
import type { RestructuringKind } from './restructuring.events.js';

/** What an approval brings, as a client sends it. */
export interface Approval {
  readonly loan: string;
  readonly proposal: string;
  /** The revision of the stream that was seen. */
  readonly revision: number;
  readonly effectiveOn: LocalDate;
}

export class ProposeRestructuring extends HouseCommand<Dated<restructuring.ProposeRestructuring>> {}
export class RescheduleLoan extends HouseCommand<Dated<Approval>> {}
export class ReconditionLoan extends HouseCommand<Dated<Approval>> {}

@CommandHandler(ProposeRestructuring)
export class ProposeRestructuringHandler implements ICommandHandler<ProposeRestructuring> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ProposeRestructuring): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, ...restructuring.RESTRUCTURING_RULES);
    return handle(
      this.ledger,
      { ...sender, name: 'proposeRestructuring', input },
      onLoan(input.loan, (loan, asked) => {
        const command = { ...input, effectiveOn: input.effectiveOn ?? asked.today };
        return restructuring.proposeRestructuring(command, loan, asked, adopted);
      }),
    );
  }
}

const approve = async (
  ledger: Ledger,
  { input, sender }: RescheduleLoan | ReconditionLoan,
  name: 'rescheduleLoan' | 'reconditionLoan',
  kind: RestructuringKind,
): Promise<Handled> => {
  const adopted = await adoptedOf(ledger, ...restructuring.RESTRUCTURING_RULES);
  return handle(
    ledger,
    { ...sender, name, input },
    onLoan(input.loan, (loan, asked) => {
      const { revision: seenRevision, effectiveOn = asked.today, ...rest } = input;
      const command = { ...rest, kind, seenRevision, effectiveOn };
      return restructuring.approveRestructuring(command, loan, asked, adopted);
    }),
  );
};

@CommandHandler(RescheduleLoan)
export class RescheduleLoanHandler implements ICommandHandler<RescheduleLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute(command: RescheduleLoan): Promise<Handled> {
    return approve(this.ledger, command, 'rescheduleLoan', 'RESCHEDULING');
  }
}

@CommandHandler(ReconditionLoan)
export class ReconditionLoanHandler implements ICommandHandler<ReconditionLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute(command: ReconditionLoan): Promise<Handled> {
    return approve(this.ledger, command, 'reconditionLoan', 'RECONDITIONING');
  }
}

export const restructuringHandlers = [
  ProposeRestructuringHandler,
  RescheduleLoanHandler,
  ReconditionLoanHandler,
];
