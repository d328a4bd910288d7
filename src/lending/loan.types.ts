import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connections.js';
import { CommandResult } from '../graphql/commands.js';
import { enumOf } from '../graphql/enums.js';
import { rows } from '../graphql/cost.js';
import { Node } from '../graphql/node.js';
import { DateScalar, RateScalar, RupiahScalar } from '../graphql/scalars.js';
import type { ResolvedMoment } from '../audit/moments.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Rate } from '../kernel/rate.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { type Allocation, REVERSAL_KINDS, type ReversalKind } from './loan.events.js';
import { FREQUENCIES, type Frequency, type Method, METHODS } from './schedule/schedule.events.js';
import { TakenOver } from './books/books.types.js';
import { LOAN_STATUSES, type LoanStatus } from './position.js';
import type { LoanTimeline } from './timeline.js';

export const MethodEnum = enumOf(METHODS);
registerEnumType(MethodEnum, {
  name: 'Method',
  description: 'How interest is worked out; AGREED: as the agreement says, by no formula.',
});
export const FrequencyEnum = enumOf(FREQUENCIES);
registerEnumType(FrequencyEnum, {
  name: 'Frequency',
  description: 'How often an instalment is due.',
});
export const LoanStatusEnum = enumOf(LOAN_STATUSES);
registerEnumType(LoanStatusEnum, {
  name: 'LoanStatus',
  description:
    'AGREED: nothing paid out yet; PROBLEM: recovery failed; SETTLED: nothing is outstanding ' +
    'any more; WRITTEN_OFF: out of the accounts, the claim lives; CANCELLED: it does not.',
});
export const ReversalKindEnum = enumOf(REVERSAL_KINDS);
registerEnumType(ReversalKindEnum, {
  name: 'ReversalKind',
  description: 'ERROR: the payment never happened; RETURNED: the bank took it back on a day.',
});
@ObjectType({ description: 'What was agreed.' })
export class LoanTerms {
  @Field(() => RupiahScalar, { description: 'Pokok pinjaman.' })
  principal: Rupiah;
  @Field(() => RateScalar, { nullable: true, description: 'A year; none for AGREED.' })
  rate: Rate | null;
  @Field(() => MethodEnum, { description: 'How interest is worked out.' })
  method: Method;
  @Field(() => FrequencyEnum, { description: 'How often an instalment is due.' })
  frequency: Frequency;
  @Field(() => Int, { description: 'Number of instalments (angsuran).' })
  instalments: number;
  @Field(() => RupiahScalar, { description: 'Bunga / jasa administrasi over the whole term.' })
  interestTotal: Rupiah;
  @Field(() => DateScalar, { description: 'The day of the agreement.' })
  agreedOn: LocalDate;
  @Field(() => DateScalar, {
    nullable: true,
    description: "The agreement's own last day, kept as evidence; it moves no instalment.",
  })
  maturesOn: LocalDate | null;
  @Field({ description: 'The method was inferred from the totals of an old table.' })
  methodInferred: boolean;
}

@ObjectType({
  description: 'One instalment (angsuran), with what is paid on it at the moment asked.',
})
export class ScheduleEntry {
  @Field(() => Int, { description: 'From 1.' })
  no: number;
  @Field(() => DateScalar, { description: 'Jatuh tempo.' })
  dueOn: LocalDate;
  @Field(() => RupiahScalar, {
    description: 'As agreed; once money is paid out, what is owed as far as it was.',
  })
  principal: Rupiah;
  @Field(() => RupiahScalar, {
    description: 'As agreed; once money is paid out, what is owed as far as it was.',
  })
  interest: Rupiah;
  @Field(() => RupiahScalar, { description: 'Principal paid on it.' })
  paidPrincipal: Rupiah;
  @Field(() => RupiahScalar, { description: 'Interest paid on it.' })
  paidInterest: Rupiah;
  @Field(() => DateScalar, { nullable: true, description: 'The day its last rupiah came.' })
  paidOn: LocalDate | null;
}

@ObjectType({ description: "An instalment's share of a payment." })
export class InstalmentAllocation {
  @Field(() => Int, { description: 'The instalment.' })
  no: number;
  @Field(() => RupiahScalar, { description: 'Used for its interest.' })
  interest: Rupiah;
  @Field(() => RupiahScalar, { description: 'Used for its principal.' })
  principal: Rupiah;
}

@ObjectType({ description: 'How a payment was used; its parts add up to the payment.' })
export class PaymentAllocation {
  @Field(() => RupiahScalar, { description: 'Denda.' })
  lateFee: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga.' })
  interest: Rupiah;
  @Field(() => RupiahScalar, { description: 'Pokok.' })
  principal: Rupiah;
  @Field(() => RupiahScalar, { description: 'Overpaid, held for the mitra.' })
  credit: Rupiah;
  @Field(() => RupiahScalar, {
    nullable: true,
    description: 'Received after a write-off, as far as something was claimed.',
  })
  recovered?: Rupiah | undefined;
  @Field(() => RupiahScalar, {
    nullable: true,
    description: 'Coming interest that an early settlement forgave; no part of the payment.',
  })
  forgiven?: Rupiah | undefined;
  @Field(() => [InstalmentAllocation], { complexity: rows(4), description: 'By instalment.' })
  instalments: readonly InstalmentAllocation[];
}

@ObjectType({ description: 'Why and when a payment does not count any more.' })
export class PaymentReversal {
  @Field(() => ReversalKindEnum, { description: 'Why.' })
  kind: ReversalKind;
  @Field(() => DateScalar, { description: 'The day from which it does not count.' })
  effectiveOn: LocalDate;
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
}

@ObjectType({ description: 'Money received (pembayaran angsuran).' })
export class Payment {
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
  @Field({ description: 'Its receipt number.' })
  receipt: string;
  @Field(() => RupiahScalar, { description: 'Rupiah received.' })
  amount: Rupiah;
  @Field(() => String, { nullable: true, description: 'How it came: CASH, TRANSFER, …' })
  channel: string | null;
  @Field(() => DateScalar, { description: 'The day the money came.' })
  effectiveOn: LocalDate;
  @Field({ description: 'The allocation rule it is replayed by.' })
  policy: string;
  @Field(() => PaymentAllocation, { nullable: true, description: 'Null once it is reversed.' })
  allocation: Allocation | null;
  @Field(() => PaymentReversal, { nullable: true, description: 'Null while it counts.' })
  reversal: PaymentReversal | null;
}

@ObjectType({
  implements: () => [Node],
  description: 'A loan (pinjaman), at the moment asked about.',
})
export class Loan extends Node {
  @Field({ description: 'What people name it by.' })
  number: string;
  @Field(() => LoanStatusEnum, { description: 'Where it stands in its life.' })
  status: LoanStatus;
  @Field(() => LoanTerms, { description: 'What was agreed.' })
  terms: LoanTerms;
  @Field(() => String, { nullable: true, description: 'Its policies are those of this scope.' })
  programme: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The survey's group, where one is recorded.",
  })
  cohort: string | null;
  @Field(() => String, { nullable: true, description: 'The unit that keeps it.' })
  unit: string | null;
  @Field({ description: 'Agreed before this system, on the evidence kept with the agreement.' })
  beforeJejak: boolean;
  @Field(() => TakenOver, {
    nullable: true,
    description: 'Where only a balance was known when its history began; else null.',
  })
  takenOver: TakenOver | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day its last rupiah came; null while anything is outstanding.',
  })
  settledOn: LocalDate | null;

  timeline: LoanTimeline;
  moment: ResolvedMoment;
}

export const PaymentConnection = connectionOf('Payment', () => Payment);
export const LoanConnection = connectionOf('Loan', () => Loan);

@ObjectType({ description: 'What a command on a loan recorded, and the loan as it stands now.' })
export class LoanResult extends CommandResult {
  loanNumber: string;
}

@ObjectType({ description: 'What a payment recorded, how it is used, and the loan as it stands.' })
export class PaymentResult extends CommandResult {
  loanNumber: string;
  receipt: string;
}
