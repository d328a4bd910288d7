import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CommandBus } from '@nestjs/cqrs';
import { foldStream } from '../event-store/handle.js';
import { answered, givenIn, INPUT, senderOf } from '../graphql/commands.js';
import type { ApiContext } from '../graphql/context.js';
import { badInput } from '../graphql/errors.js';
import { Questions } from '../house/questions.js';
import { isReads, readsOf } from '../identity/reads.js';
import type { Allocation } from './loan.events.js';
import { DisburseLoan, ReceivePayment, ReversePayment, SignAgreement } from './loan.commands.js';
import {
  DisburseLoanInput,
  ReceivePaymentInput,
  ReversePaymentInput,
  SignAgreementInput,
} from './loan.inputs.js';
import { Loan, LoanResult, PaymentAllocation, PaymentResult } from './loan.types.js';
import { isSigned, loanDecider, loanStream } from './loan.js';
import { loanView } from './loan.view.js';
import { type LoanTimeline } from './timeline.js';

@Resolver()
export class LoanMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => LoanResult, { description: 'Sign an agreement (perjanjian kerja sama).' })
  async signAgreement(
    @Args('input', INPUT) input: SignAgreementInput,
    @Context() context: ApiContext,
  ): Promise<Omit<LoanResult, 'loan'>> {
    const { effectiveOn, ...given } = givenIn(input);
    if (effectiveOn !== undefined && effectiveOn !== given.agreedOn)
      throw badInput([
        { path: 'input.effectiveOn', message: 'an agreement takes effect on agreedOn' },
      ]);
    const scope = { beforeJejak: given.beforeJejak === true };
    const sender = senderOf(context, 'signAgreement', input, this.questions.source, scope);
    const done = answered(await this.bus.execute(new SignAgreement(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => LoanResult, { description: 'Record money paid out (penyaluran).' })
  async disburseLoan(
    @Args('input', INPUT) input: DisburseLoanInput,
    @Context() context: ApiContext,
  ): Promise<Omit<LoanResult, 'loan'>> {
    const given = givenIn(input);
    const scope = { beforeJejak: await this.isBeforeJejak(given.loan) };
    const sender = senderOf(context, 'disburseLoan', input, this.questions.source, scope);
    const done = answered(await this.bus.execute(new DisburseLoan(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  @Mutation(() => PaymentResult, { description: 'Record money received (pembayaran angsuran).' })
  async receivePayment(
    @Args('input', INPUT) input: ReceivePaymentInput,
    @Context() context: ApiContext,
  ): Promise<Omit<PaymentResult, 'loan'>> {
    const given = givenIn(input);
    const sender = senderOf(context, 'receivePayment', input, this.questions.source);
    const done = answered(await this.bus.execute(new ReceivePayment(given, sender)));
    return { ...done, loanNumber: given.loan, receipt: given.receipt };
  }

  @Mutation(() => LoanResult, { description: 'Take a payment back, by error or by the bank.' })
  async reversePayment(
    @Args('input', INPUT) input: ReversePaymentInput,
    @Context() context: ApiContext,
  ): Promise<Omit<LoanResult, 'loan'>> {
    const given = givenIn(input);
    const sender = senderOf(context, 'reversePayment', input, this.questions.source);
    const done = answered(await this.bus.execute(new ReversePayment(given, sender)));
    return { ...done, loanNumber: given.loan };
  }

  private async isBeforeJejak(number: string): Promise<boolean> {
    const loan = await foldStream(this.questions.house.ledger, loanStream(number), loanDecider);
    return isSigned(loan) && loan.timeline.beforeJejak;
  }
}

/** Once the read models hold what was just recorded; null for who may not read the loan. */
const loanAfter = async (
  questions: Questions,
  { loanNumber, position }: Pick<LoanResult, 'loanNumber' | 'position'>,
  context: ApiContext,
): Promise<Loan | null> => {
  await questions.caughtUp(context, position, ['loan-timelines', 'policy-register']);
  if (!isReads(readsOf(context.who))) return null;
  const { readModels } = questions.house;
  const collection = readModels.collection('loan-timelines');
  const found = await readModels.store.load<LoanTimeline>(collection, [loanNumber]);
  const timeline = found.get(loanNumber)?.body;
  const moment = await questions.moment({});
  const sees = timeline && (await questions.scope(context).seesLoan(timeline, moment));
  return sees ? loanView(timeline, moment) : null;
};

const AS_IT_STANDS = {
  nullable: true,
  description: 'The loan as it stands now; null for who may not read it.',
};

@Resolver(() => LoanResult)
export class LoanResultResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => Loan, AS_IT_STANDS)
  loan(@Parent() result: LoanResult, @Context() context: ApiContext): Promise<Loan | null> {
    return loanAfter(this.questions, result, context);
  }
}

@Resolver(() => PaymentResult)
export class PaymentResultResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => Loan, AS_IT_STANDS)
  loan(@Parent() result: PaymentResult, @Context() context: ApiContext): Promise<Loan | null> {
    return loanAfter(this.questions, result, context);
  }

  @ResolveField(() => PaymentAllocation, {
    nullable: true,
    description: 'How the payment is used now; null once it is reversed.',
  })
  async allocation(@Parent() { loanNumber, receipt }: PaymentResult): Promise<Allocation | null> {
    const { ledger } = this.questions.house;
    const loan = await foldStream(ledger, loanStream(loanNumber), loanDecider);
    if (!isSigned(loan)) return null;
    const paid = loan.timeline.payments.find((one) => one.receipt === receipt && !one.reversed);
    return (paid && loan.recorded.get(paid.event)) ?? null;
  }
}
