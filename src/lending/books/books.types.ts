import { Field, ObjectType } from '@nestjs/graphql';
import { CommandResult } from '../../graphql/commands.js';
import { rows } from '../../graphql/cost.js';
import { DateScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Collectability } from '../../policy/policy.events.js';
import { CollectabilityEnum } from '../position.types.js';

@ObjectType({
  description: 'The balance of the old books with which the history of a loan begins.',
})
export class TakenOver {
  @Field(() => DateScalar, { description: 'The day of the balance: nothing is known before it.' })
  on: LocalDate;
  @Field(() => RupiahScalar, { description: 'Paid out before that day.' })
  disbursed: Rupiah;
  @Field(() => RupiahScalar, { description: 'Principal outstanding then.' })
  principal: Rupiah;
  @Field(() => RupiahScalar, { description: 'Interest outstanding then.' })
  interest: Rupiah;
  @Field(() => RupiahScalar, { description: 'Late fees outstanding then (denda).' })
  fees: Rupiah;
  @Field(() => RupiahScalar, { description: 'Interest paid before that day.' })
  interestPaid: Rupiah;
  @Field(() => CollectabilityEnum, { description: 'The class, as the old books had it.' })
  bookedClass: Collectability;
  @Field({ description: 'The class as people say it (Lancar, Kurang Lancar, …).' })
  bookedClassName: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The oldest unpaid due date then; without it the class stays as booked.',
  })
  oldestUnpaidDueOn: LocalDate | null;
}

@ObjectType({ description: 'Money received without a word for which loan.' })
export class SuspenseReceipt {
  @Field({ description: 'Its receipt number.' })
  receipt: string;
  @Field(() => RupiahScalar, { description: 'Rupiah received.' })
  amount: Rupiah;
  @Field(() => String, { nullable: true, description: 'How it came: CASH, TRANSFER, …' })
  channel: string | null;
  @Field(() => DateScalar, { description: 'The day the money came.' })
  receivedOn: LocalDate;
  @Field(() => String, {
    nullable: true,
    description: 'Who it may be from; null for those who may not see it.',
  })
  payer: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The number of the loan that it was found to be for; null while it is unknown.',
  })
  identifiedAs: string | null;
}

@ObjectType({ description: "A programme's suspense account, at the moment asked about." })
export class SuspenseAccount {
  @Field({ description: 'The programme.' })
  programme: string;
  @Field(() => RupiahScalar, { description: 'What is not identified.' })
  balance: Rupiah;
  @Field(() => [SuspenseReceipt], {
    complexity: rows(40),
    description: 'Every receipt known by then, the identified ones included.',
  })
  receipts: readonly SuspenseReceipt[];
}

@ObjectType({ description: 'What a command on a suspense account recorded.' })
export class SuspenseResult extends CommandResult {
  @Field({ description: 'The programme whose account it is.' })
  programme: string;
}
