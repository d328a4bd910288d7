import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { answered, givenIn, INPUT, senderOf } from '../../graphql/commands.js';
import type { ApiContext } from '../../graphql/context.js';
import { Questions } from '../../house/questions.js';
import {
  ConfirmReceipt,
  PledgeCollateral,
  ReleaseCollateral,
  SeizeCollateral,
  SellCollateral,
} from './collateral.commands.js';
import {
  ConfirmReceiptInput,
  PledgeCollateralInput,
  ReleaseCollateralInput,
  SeizeCollateralInput,
  SellCollateralInput,
} from './collateral.inputs.js';
import { LoanResult } from '../loan.types.js';

type Result = Omit<LoanResult, 'loan'>;

@Resolver()
export class CollateralMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanResult, { description: 'Record what is given as security (agunan).' })
  async pledgeCollateral(
    @Args('input', INPUT) input: PledgeCollateralInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'pledgeCollateral', input, this.questions.source);
    const done = answered(await this.bus.execute(new PledgeCollateral(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, { description: 'Give back what was pledged.' })
  async releaseCollateral(
    @Args('input', INPUT) input: ReleaseCollateralInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'releaseCollateral', input, this.questions.source);
    const done = answered(await this.bus.execute(new ReleaseCollateral(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, { description: 'Take what was pledged, the loan being lost.' })
  async seizeCollateral(
    @Args('input', INPUT) input: SeizeCollateralInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'seizeCollateral', input, this.questions.source);
    const done = answered(await this.bus.execute(new SeizeCollateral(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, { description: 'Record the sale of what was seized.' })
  async sellCollateral(
    @Args('input', INPUT) input: SellCollateralInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'sellCollateral', input, this.questions.source);
    const done = answered(await this.bus.execute(new SellCollateral(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, { description: 'Record that the mitra has the money.' })
  async confirmReceipt(
    @Args('input', INPUT) input: ConfirmReceiptInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'confirmReceipt', input, this.questions.source);
    const done = answered(await this.bus.execute(new ConfirmReceipt(given, sender)));
    return { ...done, loanNumber: given.loan };
  }
}
