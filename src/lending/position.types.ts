import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { ResolvedMoment } from '../audit/moments.js';
import { constantsOf, enumOf } from '../graphql/enums.js';
import { DateScalar, DateTimeScalar, RupiahScalar } from '../graphql/scalars.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { COLLECTABILITIES, type Collectability } from '../policy/policy.events.js';
import { FIGURES } from './explain.js';
import type { LoanTimeline } from './timeline.js';

export const CollectabilityEnum = enumOf(COLLECTABILITIES);
registerEnumType(CollectabilityEnum, {
  name: 'Collectability',
  description: 'Kolektibilitas: how well a loan is repaid, by the rule in force.',
  valuesMap: {
    CURRENT: { description: 'Lancar' },
    SUBSTANDARD: { description: 'Kurang Lancar' },
    DOUBTFUL: { description: 'Diragukan' },
    LOSS: { description: 'Macet' },
    PROBLEM: { description: 'Pinjaman Bermasalah' },
  },
});
/** `PRINCIPAL_OUTSTANDING` to clients, `principalOutstanding` to the house. */
export const FigureEnum = constantsOf(FIGURES);
registerEnumType(FigureEnum, { name: 'Figure', description: 'A figure of a position.' });

@ObjectType({ description: 'What was written off; the claim lives on.' })
export class WrittenOff {
  @Field(() => RupiahScalar, { description: 'Pokok.' })
  principal: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga.' })
  interest: Rupiah;
  @Field(() => RupiahScalar, { description: 'Denda.' })
  fees: Rupiah;
}

@ObjectType({ description: 'The rule by which the class was found.' })
export class PositionPolicy {
  @Field(() => ID, { description: "The rule's own name." })
  id: string;
  @Field({ description: 'Dasar hukum.' })
  legalBasis: string;
}

@ObjectType('LoanPosition', {
  description: 'How a loan stood on a day, by what was known at an instant.',
})
export class Position {
  @Field(() => DateScalar, { description: 'The day it stands on.' })
  asOf: LocalDate;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: all that is known.' })
  knownAt: Instant | null;
  @Field(() => RupiahScalar, { description: 'Disalurkan.' })
  disbursed: Rupiah;
  @Field(() => RupiahScalar, { description: 'Pokok kembali.' })
  principalPaid: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga kembali.' })
  interestPaid: Rupiah;
  @Field(() => RupiahScalar, { description: 'Sisa pokok.' })
  principalOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Agreed, not paid, not waived; due or not.' })
  interestOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Denda charged.' })
  lateFeesCharged: Rupiah;
  @Field(() => RupiahScalar, { description: 'Denda charged, not paid, not waived.' })
  lateFeeOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga forgiven.' })
  interestWaived: Rupiah;
  @Field(() => RupiahScalar, { description: 'Denda forgiven.' })
  lateFeesWaived: Rupiah;
  @Field(() => RupiahScalar, { description: 'Interest made principal by a reconditioning.' })
  capitalised: Rupiah;
  @Field(() => RupiahScalar, { description: 'Overpaid, and held for the mitra (titipan).' })
  credit: Rupiah;
  @Field(() => WrittenOff, { description: 'Dihapusbukukan.' })
  writtenOff: WrittenOff;
  @Field(() => RupiahScalar, { description: 'Written off, not recovered, not cancelled.' })
  claimOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Received after being written off.' })
  recovered: Rupiah;
  @Field(() => RupiahScalar, { description: 'Principal, interest and late fees.' })
  totalOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Unpaid and due before the day asked about.' })
  principalArrears: Rupiah;
  @Field(() => RupiahScalar, { description: 'Unpaid and due before the day asked about.' })
  interestArrears: Rupiah;
  @Field(() => Int, { nullable: true, description: 'Since the oldest unpaid due date; 0 if none.' })
  daysPastDue: number | null;
  @Field(() => CollectabilityEnum, { nullable: true, description: 'Null: ended, or not begun.' })
  collectability: Collectability | null;
  @Field({ description: 'BOOKED: the class is as the old books had it; else DUE_DATES.' })
  basis: string;
  @Field(() => RupiahScalar, { description: 'Denda paid.' })
  lateFeesPaid: Rupiah;
  @Field(() => RupiahScalar, { description: 'Credit paid back to the mitra.' })
  returned: Rupiah;
  @Field(() => RupiahScalar, {
    description: 'Paid back beyond the credit there turned out to be: the mitra owes it.',
  })
  returnedInExcess: Rupiah;
  @Field(() => RupiahScalar, { description: 'Claim ended by hapus tagih.' })
  cancelled: Rupiah;
  @Field(() => String, { nullable: true, description: 'Kolektibilitas, in Indonesian.' })
  collectabilityName: string | null;
  @Field(() => PositionPolicy, {
    nullable: true,
    description: 'The rule that the class comes from; null where there is no class.',
  })
  policy: PositionPolicy | null;

  timeline: LoanTimeline;
  moment: ResolvedMoment;
}
