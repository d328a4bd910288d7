import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { answered, givenIn, INPUT, senderOf } from '../../graphql/commands.js';
import type { ApiContext } from '../../graphql/context.js';
import { badInput } from '../../graphql/errors.js';
import { Questions } from '../../house/questions.js';
import * as commands from './books.commands.js';
import * as inputs from './books.inputs.js';
import { SuspenseResult } from './books.types.js';
import { LoanResult, PaymentResult } from '../loan.types.js';

@Resolver()
export class BooksMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanResult, { description: 'Take a loan over from the old books.' })
  async takeOverOpeningBalance(
    @Args('input', INPUT) input: inputs.TakeOverOpeningBalanceInput,
    @Context() context: ApiContext,
  ): Promise<Omit<LoanResult, 'loan'>> {
    const { effectiveOn, ...given } = givenIn(input);
    const balanceOn = given.balanceOn ?? effectiveOn;
    if (!balanceOn || (effectiveOn ?? balanceOn) !== balanceOn)
      throw badInput([
        { path: 'input.balanceOn', message: 'a balance takes effect on its day: name one' },
      ]);
    const { source } = this.questions;
    const sender = senderOf(context, 'takeOverOpeningBalance', input, source);
    const command = new commands.TakeOverOpeningBalance({ ...given, balanceOn }, sender);
    return { ...answered(await this.bus.execute(command)), loanNumber: given.loan };
  }

  @Mutation(() => SuspenseResult, { description: 'Record money whose loan is not known yet.' })
  async receiveUnidentified(
    @Args('input', INPUT) input: inputs.ReceiveUnidentifiedInput,
    @Context() context: ApiContext,
  ): Promise<SuspenseResult> {
    const given = givenIn(input);
    const sender = senderOf(context, 'receiveUnidentified', input, this.questions.source);
    const done = answered(await this.bus.execute(new commands.ReceiveUnidentified(given, sender)));
    return { ...done, programme: given.programme };
  }

  @Mutation(() => PaymentResult, { description: 'Move money out of suspense onto its loan.' })
  async identifyPayment(
    @Args('input', INPUT) input: inputs.IdentifyPaymentInput,
    @Context() context: ApiContext,
  ): Promise<Omit<PaymentResult, 'loan'>> {
    const given = givenIn(input);
    const sender = senderOf(context, 'identifyPayment', input, this.questions.source);
    const done = answered(await this.bus.execute(new commands.IdentifyPayment(given, sender)));
    return { ...done, loanNumber: given.loan, receipt: given.receipt };
  }

  @Mutation(() => LoanResult, { description: 'Pay credit back to the mitra.' })
  async returnOverpayment(
    @Args('input', INPUT) input: inputs.ReturnOverpaymentInput,
    @Context() context: ApiContext,
  ): Promise<Omit<LoanResult, 'loan'>> {
    const given = givenIn(input);
    const sender = senderOf(context, 'returnOverpayment', input, this.questions.source);
    const done = answered(await this.bus.execute(new commands.ReturnOverpayment(given, sender)));
    return { ...done, loanNumber: given.loan };
  }
}
