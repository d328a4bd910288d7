import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { answered, givenIn, INPUT, senderOf } from '../../graphql/commands.js';
import type { ApiContext } from '../../graphql/context.js';
import { badInput } from '../../graphql/errors.js';
import { Questions } from '../../house/questions.js';
import { LoanResult } from '../loan.types.js';
import type { ComingInterest } from './new-terms.js';
import * as commands from './restructuring.commands.js';
import * as inputs from './restructuring.inputs.js';

type Result = Omit<LoanResult, 'loan'>;
type Given = Pick<inputs.ProposeRestructuringInput, 'comingInterest' | 'rate' | 'method'>;

/** A rate and a method belong to a new rate, and to nothing else. */
const comingInterest = ({ comingInterest: wanted, rate, method }: Given): ComingInterest => {
  if (wanted !== 'NEW_RATE') {
    if (rate || method)
      throw badInput([{ path: 'input.comingInterest', message: 'a rate is for NEW_RATE alone' }]);
    return wanted ?? 'KEPT';
  }
  if (!rate) throw badInput([{ path: 'input.rate', message: 'NEW_RATE needs a rate' }]);
  if (!method || method === 'AGREED')
    throw badInput([{ path: 'input.method', message: 'NEW_RATE needs a formula' }]);
  return { rate, method };
};

@Resolver()
export class RestructuringMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanResult, { description: 'Propose new due dates or new terms.' })
  async proposeRestructuring(
    @Args('input', INPUT) input: inputs.ProposeRestructuringInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const { rate: _, method: __, arrearsInterest = 'KEPT', ...rest } = givenIn(input);
    const given = { ...rest, arrearsInterest, comingInterest: comingInterest(input) };
    const sender = senderOf(context, 'proposeRestructuring', input, this.questions.source);
    const command = new commands.ProposeRestructuring(given, sender);
    return { ...answered(await this.bus.execute(command)), loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, { description: 'Decide on a rescheduling (penjadwalan kembali).' })
  async rescheduleLoan(
    @Args('input', INPUT) input: inputs.RescheduleLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'rescheduleLoan', input, this.questions.source);
    const command = new commands.RescheduleLoan(given, sender);
    return { ...answered(await this.bus.execute(command)), loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, {
    description: 'Decide on a reconditioning (penyesuaian persyaratan).',
  })
  async reconditionLoan(
    @Args('input', INPUT) input: inputs.ReconditionLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'reconditionLoan', input, this.questions.source);
    const command = new commands.ReconditionLoan(given, sender);
    return { ...answered(await this.bus.execute(command)), loanNumber: given.loan };
  }
}
