import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Handled } from '../../event-store/handle.js';
import { answered, type CommandInput, givenIn, INPUT, senderOf } from '../../graphql/commands.js';
import type { ApiContext } from '../../graphql/context.js';
import type { HouseCommand, Sender } from '../../house/command.js';
import { Questions } from '../../house/questions.js';
import type { CommandName } from '../../identity/may.js';
import * as claim from './claim.commands.js';
import * as ending from './ending.commands.js';
import * as inputs from './ending.inputs.js';
import { LoanResult, PaymentResult } from '../loan.types.js';

type Result = Omit<LoanResult, 'loan'>;
type OnLoan = CommandInput & { readonly loan: string };

@Resolver()
export class EndingMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanResult, { description: 'Declare a problem loan (pinjaman bermasalah).' })
  declareProblemLoan(
    @Args('input', INPUT) input: inputs.DeclareProblemLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new ending.DeclareProblemLoan(givenIn(input), sender);
    return this.told('declareProblemLoan', input, context, made);
  }

  @Mutation(() => LoanResult, { description: 'Propose a write-off (penghapusbukuan).' })
  proposeWriteOff(
    @Args('input', INPUT) input: inputs.ProposeWriteOffInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new ending.ProposeWriteOff(givenIn(input), sender);
    return this.told('proposeWriteOff', input, context, made);
  }

  @Mutation(() => LoanResult, { description: "Record the authority's consent to a write-off." })
  approveWriteOff(
    @Args('input', INPUT) input: inputs.ApproveWriteOffInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new ending.ApproveWriteOff(givenIn(input), sender);
    return this.told('approveWriteOff', input, context, made);
  }

  @Mutation(() => LoanResult, { description: 'Reject a write-off, with the reason.' })
  rejectWriteOff(
    @Args('input', INPUT) input: inputs.RejectWriteOffInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new ending.RejectWriteOff(givenIn(input), sender);
    return this.told('rejectWriteOff', input, context, made);
  }

  @Mutation(() => LoanResult, { description: 'Write a loan off, as it was approved.' })
  writeOffLoan(
    @Args('input', INPUT) input: inputs.WriteOffLoanInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new ending.WriteOffLoan(givenIn(input), sender);
    return this.told('writeOffLoan', input, context, made);
  }

  @Mutation(() => PaymentResult, {
    description: 'Record money that came after the write-off.',
  })
  async receiveRecovery(
    @Args('input', INPUT) input: inputs.ReceiveRecoveryInput,
    @Context() context: ApiContext,
  ): Promise<Omit<PaymentResult, 'loan'>> {
    const made = (sender: Sender) => new claim.ReceiveRecovery(givenIn(input), sender);
    const done = await this.told('receiveRecovery', input, context, made);
    return { ...done, receipt: input.receipt };
  }

  @Mutation(() => LoanResult, { description: 'Propose to end a claim (hapus tagih).' })
  proposeClaimCancellation(
    @Args('input', INPUT) input: inputs.ProposeClaimCancellationInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new claim.ProposeClaimCancellation(givenIn(input), sender);
    return this.told('proposeClaimCancellation', input, context, made);
  }

  @Mutation(() => LoanResult, { description: 'End a claim (hapus tagih), as it was approved.' })
  cancelClaim(
    @Args('input', INPUT) input: inputs.CancelClaimInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new claim.CancelClaim(givenIn(input), sender);
    return this.told('cancelClaim', input, context, made);
  }

  @Mutation(() => LoanResult, { description: "Hand over to the state's receivables office." })
  handOverReceivable(
    @Args('input', INPUT) input: inputs.HandOverReceivableInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const made = (sender: Sender) => new ending.HandOverReceivable(givenIn(input), sender);
    return this.told('handOverReceivable', input, context, made);
  }

  private async told(
    name: CommandName,
    input: OnLoan,
    context: ApiContext,
    made: (sender: Sender) => HouseCommand<object>,
  ): Promise<Result> {
    const sender = senderOf(context, name, input, this.questions.source);
    const handled: Handled = await this.bus.execute(made(sender));
    return { ...answered(handled), loanNumber: input.loan };
  }
}
