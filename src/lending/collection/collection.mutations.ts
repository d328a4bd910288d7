import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { PATIENCE_MS } from '../../audit/moments.js';
import { answered, type CommandInput, givenIn, INPUT, senderOf } from '../../graphql/commands.js';
import type { ApiContext } from '../../graphql/context.js';
import { badInput, refused } from '../../graphql/errors.js';
import type { HouseCommand, Sender } from '../../house/command.js';
import { Questions } from '../../house/questions.js';
import type { CommandName } from '../../identity/may.js';
import { isRefusal } from '../../kernel/refusal.js';
import { type ClosedDay, closeTheDay } from './close-day.service.js';
import {
  ChargeLateFee,
  GrantMoratorium,
  IssueWarningLetter,
  SendWarningLetter,
  SignWarningLetter,
  WaiveLateFee,
} from './collection.commands.js';
import {
  ChargeLateFeeInput,
  CloseDayInput,
  GrantMoratoriumInput,
  IssueWarningLetterInput,
  SendWarningLetterInput,
  SignWarningLetterInput,
  WaiveLateFeeInput,
} from './collection.inputs.js';
import { CloseDayResult } from './collection.types.js';
import { LoanResult } from '../loan.types.js';

type Result = Promise<Omit<LoanResult, 'loan'>>;

/** A day is closed as a whole: there is no stream whose revision a client could have seen. */
const checkClosing = ({ date, effectiveOn, expectedRevision }: CloseDayInput): void => {
  if (typeof expectedRevision === 'number')
    throw badInput([{ path: 'input.expectedRevision', message: 'a day is no single stream' }]);
  if (effectiveOn && effectiveOn !== date)
    throw badInput([{ path: 'input.effectiveOn', message: 'it takes effect on the day closed' }]);
};

@Resolver()
export class CollectionMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanResult, { description: 'Charge the fee (denda) for a late instalment.' })
  chargeLateFee(
    @Args('input', INPUT) input: ChargeLateFeeInput,
    @Context() context: ApiContext,
  ): Result {
    return this.send('chargeLateFee', input, context, (...all) => new ChargeLateFee(...all));
  }

  @Mutation(() => LoanResult, { description: 'Give a late fee up, with the reason why.' })
  waiveLateFee(
    @Args('input', INPUT) input: WaiveLateFeeInput,
    @Context() context: ApiContext,
  ): Result {
    return this.send('waiveLateFee', input, context, (...all) => new WaiveLateFee(...all));
  }

  @Mutation(() => LoanResult, { description: 'Grant a moratorium that was announced.' })
  grantMoratorium(
    @Args('input', INPUT) input: GrantMoratoriumInput,
    @Context() context: ApiContext,
  ): Result {
    return this.send('grantMoratorium', input, context, (...all) => new GrantMoratorium(...all));
  }

  @Mutation(() => LoanResult, { description: 'Prepare the warning letter that is due.' })
  issueWarningLetter(
    @Args('input', INPUT) input: IssueWarningLetterInput,
    @Context() context: ApiContext,
  ): Result {
    const command = 'issueWarningLetter';
    return this.send(command, input, context, (...all) => new IssueWarningLetter(...all));
  }

  @Mutation(() => LoanResult, { description: 'Sign a warning letter that another prepared.' })
  signWarningLetter(
    @Args('input', INPUT) input: SignWarningLetterInput,
    @Context() context: ApiContext,
  ): Result {
    const command = 'signWarningLetter';
    return this.send(command, input, context, (...all) => new SignWarningLetter(...all));
  }

  @Mutation(() => LoanResult, { description: 'Record that a signed warning letter went out.' })
  sendWarningLetter(
    @Args('input', INPUT) input: SendWarningLetterInput,
    @Context() context: ApiContext,
  ): Result {
    const command = 'sendWarningLetter';
    return this.send(command, input, context, (...all) => new SendWarningLetter(...all));
  }

  @Mutation(() => CloseDayResult, {
    description: 'Close a day for every loan: fees due, and classes that changed, are recorded.',
  })
  async closeDay(
    @Args('input', INPUT) input: CloseDayInput,
    @Context() context: ApiContext,
  ): Promise<CloseDayResult> {
    checkClosing(input);
    const sender = senderOf(context, 'closeDay', input, this.questions.source);
    const closing = { date: input.date, sender, patienceMs: PATIENCE_MS };
    const closed = await closeTheDay(this.questions.house, closing);
    if (isRefusal(closed)) throw refused(closed);
    const [lettersDue, failures] = await Promise.all([
      this.seen(closed.lettersDue, closed, context),
      this.seen(closed.failures, closed, context),
    ]);
    return { ...closed, commandId: sender.commandId, lettersDue, failures };
  }

  /** A day is closed for all loans; which they are is told to who may read them. */
  private async seen<T extends { readonly mitra: string; readonly unit?: string | undefined }>(
    loans: readonly T[],
    { date }: ClosedDay,
    context: ApiContext,
  ): Promise<readonly T[]> {
    const scope = this.questions.scope(context);
    const moment = await this.questions.moment({ asOf: date });
    const seen = await Promise.all(loans.map((loan) => scope.seesLoan(loan, moment)));
    return loans.filter((_, index) => seen[index]);
  }

  private async send<T extends CommandInput & { loan: string }>(
    name: CommandName,
    input: T,
    context: ApiContext,
    command: (given: ReturnType<typeof givenIn<T>>, sender: Sender) => HouseCommand<object>,
  ): Result {
    const sender = senderOf(context, name, input, this.questions.source);
    const done = answered(await this.bus.execute(command(givenIn(input), sender)));
    return { ...done, loanNumber: input.loan };
  }
}
