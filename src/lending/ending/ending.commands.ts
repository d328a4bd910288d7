import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { foldStream, handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { type Dated, HouseCommand } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import { jakartaDate, type LocalDate } from '../../kernel/local-date.js';
import { mitraDecider, mitraStream, valueOn } from '../../mitra/mitra.js';
import { handOverReceivable, type HandOverReceivable as HandOver } from './hand-over.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import { isSigned, loanDecider, loanStream } from '../loan.js';
import * as problem from './problem-loan.js';
import type { Approval } from '../restructuring/restructuring.commands.js';
import * as writeOff from './write-off.js';
import {
  type Borrower,
  proposeWriteOff,
  type ProposeWriteOff as Propose,
} from './write-off-proposal.js';

/** Whoever decided outside this system, and the number of his decision. */
export type Decision = Approval & Pick<writeOff.Decided, 'authority' | 'document'>;

export class DeclareProblemLoan extends HouseCommand<Dated<problem.DeclareProblemLoan>> {}
export class ProposeWriteOff extends HouseCommand<Dated<Propose>> {}
export class ApproveWriteOff extends HouseCommand<Dated<Decision>> {}
export class RejectWriteOff extends HouseCommand<Dated<Approval>> {}
export class WriteOffLoan extends HouseCommand<Dated<writeOff.WriteOffLoan>> {}
export class HandOverReceivable extends HouseCommand<Dated<HandOver>> {}

@CommandHandler(DeclareProblemLoan)
export class DeclareProblemLoanHandler implements ICommandHandler<DeclareProblemLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: DeclareProblemLoan): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, ...problem.PROBLEM_RULES);
    return handle(
      this.ledger,
      { ...sender, name: 'declareProblemLoan', input },
      onLoan(input.loan, (loan, asked) => {
        const command = { ...input, effectiveOn: input.effectiveOn ?? asked.today };
        return problem.declareProblemLoan(command, loan, asked, adopted);
      }),
    );
  }
}

@CommandHandler(ProposeWriteOff)
export class ProposeWriteOffHandler implements ICommandHandler<ProposeWriteOff> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ProposeWriteOff): Promise<Handled> {
    const { ledger } = this;
    const effectiveOn = input.effectiveOn ?? jakartaDate(ledger.clock());
    const borrower = await this.borrower(input.loan, effectiveOn);
    const adopted = await adoptedOf(ledger, 'LATE_FEE', 'WRITE_OFF');
    return handle(
      ledger,
      { ...sender, name: 'proposeWriteOff', input },
      onLoan(input.loan, (loan, asked) =>
        proposeWriteOff({ ...input, effectiveOn }, loan, asked, adopted, borrower),
      ),
    );
  }

  /** As he was on the day, from his own stream. */
  private async borrower(number: string, on: LocalDate): Promise<Borrower> {
    const loan = await foldStream(this.ledger, loanStream(number), loanDecider);
    const code = isSigned(loan) ? loan.timeline.mitra : undefined;
    const mitra =
      code === undefined
        ? mitraDecider.initial
        : await foldStream(this.ledger, mitraStream(code), mitraDecider);
    if (mitra.status === 'NONE') return { status: 'ACTIVE', heirs: 0 };
    const heirs = mitra.heirs.filter(({ effectiveOn }) => effectiveOn <= on).length;
    return { status: valueOn(mitra.statuses, on) ?? 'ACTIVE', heirs };
  }
}

@CommandHandler(ApproveWriteOff)
export class ApproveWriteOffHandler implements ICommandHandler<ApproveWriteOff> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ApproveWriteOff): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'WRITE_OFF');
    return handle(
      this.ledger,
      { ...sender, name: 'approveWriteOff', input },
      onLoan(input.loan, (loan, asked) => {
        const { revision: seenRevision, effectiveOn = asked.today, ...rest } = input;
        const command = { ...rest, seenRevision, effectiveOn };
        return writeOff.approveWriteOff(command, loan, asked, adopted);
      }),
    );
  }
}

@CommandHandler(RejectWriteOff)
export class RejectWriteOffHandler implements ICommandHandler<RejectWriteOff> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: RejectWriteOff): Promise<Handled> {
    const { reason } = sender;
    return handle(
      this.ledger,
      { ...sender, name: 'rejectWriteOff', input },
      onLoan(input.loan, (loan, asked) => {
        const { revision: seenRevision, effectiveOn = asked.today, ...rest } = input;
        const command = { ...rest, seenRevision, effectiveOn, reason };
        return writeOff.rejectWriteOff(command, loan, asked);
      }),
    );
  }
}

@CommandHandler(WriteOffLoan)
export class WriteOffLoanHandler implements ICommandHandler<WriteOffLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: WriteOffLoan): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'LATE_FEE');
    return handle(
      this.ledger,
      { ...sender, name: 'writeOffLoan', input },
      onLoan(input.loan, (loan, asked) => {
        const command = { ...input, effectiveOn: input.effectiveOn ?? asked.today };
        return writeOff.writeOffLoan(command, loan, asked, adopted);
      }),
    );
  }
}

@CommandHandler(HandOverReceivable)
export class HandOverReceivableHandler implements ICommandHandler<HandOverReceivable> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: HandOverReceivable): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'handOverReceivable', input },
      onLoan(input.loan, (loan, asked) => {
        const command = { ...input, effectiveOn: input.effectiveOn ?? asked.today };
        return handOverReceivable(command, loan, asked);
      }),
    );
  }
}

export const endingHandlers = [
  DeclareProblemLoanHandler,
  ProposeWriteOffHandler,
  ApproveWriteOffHandler,
  RejectWriteOffHandler,
  WriteOffLoanHandler,
  HandOverReceivableHandler,
];
