import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { rows } from '../../graphql/cost.js';
import { enumOf } from '../../graphql/enums.js';
import { DateScalar, PositionScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { Position } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Collectability } from '../../policy/policy.events.js';
import { type Letter, LETTERS } from './collection.events.js';
import { CollectabilityEnum } from '../position.types.js';

export const LetterEnum = enumOf(LETTERS);
registerEnumType(LetterEnum, { name: 'Letter', description: 'Surat peringatan I, II, III.' });

const LETTER_STEPS = ['PREPARED', 'SIGNED', 'SENT'] as const;
export const LetterStepEnum = enumOf(LETTER_STEPS);
registerEnumType(LetterStepEnum, {
  name: 'LetterStep',
  description: 'Prepared by one person, signed by another, then sent.',
});

@ObjectType({ description: 'A step of a warning letter (surat peringatan).' })
export class LetterEntry {
  @Field(() => LetterEnum, { description: 'Which letter.' })
  letter: Letter;
  @Field(() => LetterStepEnum, { description: 'What was done.' })
  step: (typeof LETTER_STEPS)[number];
  @Field(() => DateScalar, { description: 'The day it was done.' })
  on: LocalDate;
  @Field({ description: 'Who did it.' })
  by: string;
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
}

@ObjectType({ description: 'A late fee (denda), as it stands at the moment asked.' })
export class LateFee {
  @Field(() => Int, { description: 'The instalment that was late.' })
  no: number;
  @Field(() => DateScalar, { description: 'Its due date.' })
  dueOn: LocalDate;
  @Field(() => DateScalar, { description: 'The day after: the fee takes effect then.' })
  chargedOn: LocalDate;
  @Field(() => RupiahScalar, { description: 'As charged.' })
  amount: Rupiah;
  @Field(() => RupiahScalar, { description: 'Never due, or given up.' })
  waived: Rupiah;
  @Field(() => RupiahScalar, { description: 'Paid of the rest.' })
  paid: Rupiah;
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
}

@ObjectType({ description: 'Days that do not count as days past due, both included.' })
export class MoratoriumEntry {
  @Field({ description: 'As it was announced.' })
  cause: string;
  @Field(() => DateScalar, { description: 'The first day.' })
  from: LocalDate;
  @Field(() => DateScalar, { description: 'The last day.' })
  to: LocalDate;
  @Field(() => DateScalar, { description: 'The day it was granted; it counts from then on.' })
  grantedOn: LocalDate;
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
}

@ObjectType({ description: 'A class as it was recorded when a day was closed.' })
export class ClassChange {
  @Field(() => DateScalar, { description: 'The day that was closed.' })
  on: LocalDate;
  @Field(() => CollectabilityEnum, { description: 'The class from that day on.' })
  collectability: Collectability;
  @Field({ description: 'Kolektibilitas, in Indonesian.' })
  collectabilityName: string;
  @Field(() => ID, { description: 'The event that recorded it.' })
  eventId: string;
}

@ObjectType({ description: 'A warning letter that is due and not prepared yet.' })
export class LetterDue {
  @Field({ description: "The loan's number." })
  loan: string;
  @Field(() => LetterEnum, { description: 'Which letter.' })
  letter: Letter;
}

@ObjectType({ description: 'A loan for which the day could not be closed.' })
export class ClosingFailure {
  @Field({ description: "The loan's number." })
  loan: string;
  @Field({ description: 'Why.' })
  reason: string;
}

@ObjectType({ description: 'How many loans changed from one class to another.' })
export class ClassMove {
  @Field(() => CollectabilityEnum, { description: 'As recorded before.' })
  from: Collectability;
  @Field(() => CollectabilityEnum, { description: 'As the day has it.' })
  to: Collectability;
  @Field(() => Int, { description: 'How many.' })
  loans: number;
}

@ObjectType({ description: 'What closing a day recorded, and what it leaves to be done.' })
export class CloseDayResult {
  @Field(() => ID, { description: 'The command this answers.' })
  commandId: string;
  @Field(() => DateScalar, { description: 'The day that was closed.' })
  date: LocalDate;
  @Field(() => Int, { description: 'Loans that were looked at.' })
  loans: number;
  @Field(() => Int, { description: 'Loans with another class than recorded before.' })
  changed: number;
  @Field(() => Int, { description: 'Late fees charged.' })
  feesCharged: number;
  @Field(() => [ClassMove], { complexity: rows(20), description: 'The changes, by class.' })
  moves: readonly ClassMove[];
  @Field(() => [LetterDue], { complexity: rows(50), description: 'Letters to be prepared.' })
  lettersDue: readonly LetterDue[];
  @Field(() => [ClosingFailure], {
    complexity: rows(20),
    description: 'The others are closed all the same; close the day again for these.',
  })
  failures: readonly ClosingFailure[];
  @Field(() => PositionScalar, { description: 'Ask for `atLeast` this to see what it did.' })
  position: Position;
}
