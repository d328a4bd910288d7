import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { answered, givenIn, INPUT, senderOf } from '../../graphql/commands.js';
import type { ApiContext } from '../../graphql/context.js';
import { Questions } from '../../house/questions.js';
import { isReads, readsOf } from '../../identity/reads.js';
import {
  ApproveLoan,
  AssessFeasibility,
  ProposeLoan,
  RecommendLoan,
  RejectLoan,
} from './application.commands.js';
import {
  ApproveLoanInput,
  AssessFeasibilityInput,
  ProposeLoanInput,
  RecommendLoanInput,
  RejectLoanInput,
} from './application.inputs.js';
import { ApplicationService } from './application.service.js';
import { LoanApplication, LoanApplicationResult } from './application.types.js';

type Result = Omit<LoanApplicationResult, 'application'>;

@Resolver()
export class ApplicationMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanApplicationResult, { description: 'Propose a loan for a mitra.' })
  async proposeLoan(
    @Args('input', INPUT) input: ProposeLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const { figures = {}, ...given } = givenIn(input);
    const sender = senderOf(context, 'proposeLoan', input, this.questions.source);
    const done = answered(await this.bus.execute(new ProposeLoan({ ...given, figures }, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanApplicationResult, { description: 'Record a survey and its ratios.' })
  async assessFeasibility(
    @Args('input', INPUT) input: AssessFeasibilityInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'assessFeasibility', input, this.questions.source);
    const done = answered(await this.bus.execute(new AssessFeasibility(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanApplicationResult, { description: 'Recommend it; not the proposer.' })
  async recommendLoan(
    @Args('input', INPUT) input: RecommendLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'recommendLoan', input, this.questions.source);
    const done = answered(await this.bus.execute(new RecommendLoan(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanApplicationResult, {
    description: 'Approve it; neither the proposer nor a surveyor, by level and amount.',
  })
  async approveLoan(
    @Args('input', INPUT) input: ApproveLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'approveLoan', input, this.questions.source);
    const done = answered(await this.bus.execute(new ApproveLoan(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanApplicationResult, { description: 'Turn it down, and say why.' })
  async rejectLoan(
    @Args('input', INPUT) input: RejectLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'rejectLoan', input, this.questions.source);
    const done = answered(await this.bus.execute(new RejectLoan(given, sender)));
    return { ...done, loanNumber: given.loan };
  }
}

@Resolver(() => LoanApplicationResult)
export class ApplicationResultResolver {
  constructor(
    private readonly questions: Questions,
    private readonly service: ApplicationService,
  ) {}

  @ResolveField(() => LoanApplication, {
    nullable: true,
    description: 'The application as it stands now; null for who may not read it.',
  })
  async application(
    @Parent() { loanNumber, position }: LoanApplicationResult,
    @Context() context: ApiContext,
  ): Promise<LoanApplication | null> {
    await this.questions.caughtUp(context, position, ['loan-applications']);
    if (!isReads(readsOf(context.who))) return null;
    return this.service.find(loanNumber, await this.questions.moment({}), context);
  }
}
