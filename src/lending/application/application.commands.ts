import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { foldStream, handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { type Dated, HouseCommand } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import { jakartaDate } from '../../kernel/local-date.js';
import { mitraDecider, mitraStream } from '../../mitra/mitra.js';
import { proposeLoan, type ProposeLoan as Propose, unitOn } from './application.js';
import * as approval from './approval.js';
import { assessFeasibility, type AssessFeasibility as Assess } from './feasibility.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import { loanDecider, loanStream } from '../loan.js';

export class ProposeLoan extends HouseCommand<Dated<Propose>> {}
export class AssessFeasibility extends HouseCommand<Dated<Assess>> {}
export class RecommendLoan extends HouseCommand<Dated<approval.DecideAmount>> {}
export class ApproveLoan extends HouseCommand<Dated<approval.DecideAmount>> {}
export class RejectLoan extends HouseCommand<Dated<approval.DecideLoan>> {}

@CommandHandler(ProposeLoan)
export class ProposeLoanHandler implements ICommandHandler<ProposeLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ProposeLoan): Promise<Handled> {
    const { loan, mitra: code } = input;
    const mitra = await foldStream(this.ledger, mitraStream(code), mitraDecider);
    const policies = await adoptedOf(this.ledger, 'ELIGIBILITY', 'LIMITS', 'DOCUMENTS');
    const effectiveOn = input.effectiveOn ?? jakartaDate(this.ledger.clock());
    const unit = input.unit ?? unitOn(mitra, effectiveOn);
    return handle(
      this.ledger,
      { ...sender, name: 'proposeLoan', input },
      {
        ...onLoan(loan, (state, asked) =>
          proposeLoan({ ...input, unit, effectiveOn }, state, asked, { mitra, policies }),
        ),
        subject: () => ({ loan, mitra: code, unit }),
      },
    );
  }
}

@CommandHandler(AssessFeasibility)
export class AssessFeasibilityHandler implements ICommandHandler<AssessFeasibility> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: AssessFeasibility): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'assessFeasibility', input },
      onLoan(input.loan, (loan, asked) =>
        assessFeasibility({ ...input, effectiveOn: input.effectiveOn ?? asked.today }, loan, asked),
      ),
    );
  }
}

/** The borrower's own stream and the rules, as a decision on his proposal finds them. */
const knownFor = async (ledger: Ledger, number: string): Promise<approval.Known> => {
  const loan = await foldStream(ledger, loanStream(number), loanDecider);
  const proposal = 'application' in loan ? loan.application?.proposal.fact.data : undefined;
  const policies = await adoptedOf(ledger, 'ELIGIBILITY', 'LIMITS', 'DOCUMENTS', 'APPROVAL');
  // A number keeps its borrower: none can take his place between this and the decision.
  const mitra = proposal
    ? await foldStream(ledger, mitraStream(proposal.mitra), mitraDecider)
    : mitraDecider.initial;
  return { mitra, policies };
};

@CommandHandler(RecommendLoan)
export class RecommendLoanHandler implements ICommandHandler<RecommendLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: RecommendLoan): Promise<Handled> {
    const known = await knownFor(this.ledger, input.loan);
    return handle(
      this.ledger,
      { ...sender, name: 'recommendLoan', input },
      onLoan(input.loan, (loan, asked) =>
        approval.recommendLoan(
          { ...input, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
          known,
        ),
      ),
    );
  }
}

@CommandHandler(ApproveLoan)
export class ApproveLoanHandler implements ICommandHandler<ApproveLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ApproveLoan): Promise<Handled> {
    const known = await knownFor(this.ledger, input.loan);
    return handle(
      this.ledger,
      { ...sender, name: 'approveLoan', input },
      onLoan(input.loan, (loan, asked) =>
        approval.approveLoan(
          { ...input, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
          known,
        ),
      ),
    );
  }
}

@CommandHandler(RejectLoan)
export class RejectLoanHandler implements ICommandHandler<RejectLoan> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: RejectLoan): Promise<Handled> {
    const { reason } = sender;
    return handle(
      this.ledger,
      { ...sender, name: 'rejectLoan', input },
      onLoan(input.loan, (loan, asked) =>
        approval.rejectLoan(
          { ...input, reason, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
        ),
      ),
    );
  }
}

export const applicationHandlers = [
  ProposeLoanHandler,
  AssessFeasibilityHandler,
  RecommendLoanHandler,
  ApproveLoanHandler,
  RejectLoanHandler,
];
