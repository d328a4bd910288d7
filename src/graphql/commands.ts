import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { Done, Handled } from '../event-store/handle.js';
import { isRefusal } from '../kernel/refusal.js';
import { type CommandName, mayExecute } from '../identity/may.js';
import type { Sender } from '../house/command.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Position, Source } from '../kernel/envelope.js';
import type { ApiContext } from './context.js';
import { conflict, forbidden, refused } from './errors.js';
import { IDENTIFIER, IDENTIFIER_RULE } from './identifiers.js';
import { DateScalar, PositionScalar } from './scalars.js';
import { IsInt, IsOptional, IsUUID, Matches, MaxLength, Min } from './rules.js';

/** Options of the one argument that every mutation takes. */
export const INPUT = { description: 'The command: what to record.' } as const;

/** What every command brings beside its own input. */
@InputType({ isAbstract: true })
export abstract class CommandInput {
  @Field(() => ID, { description: 'A UUID made by the client: sent again, nothing is done twice.' })
  @IsUUID(undefined, { message: 'must be a UUID' })
  commandId: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which it is true in the world; today where left out.',
  })
  effectiveOn?: LocalDate | null;

  @Field(() => String, { nullable: true, description: 'Why; kept with the event.' })
  @IsOptional()
  @MaxLength(2000)
  reason?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision of the stream that the client saw; another one: CONFLICT.',
  })
  @IsOptional()
  @IsInt()
  @Min(-1)
  expectedRevision?: number | null;
}

/** A command on one loan. */
@InputType({ isAbstract: true })
export abstract class OnLoanInput extends CommandInput {
  @Field({ description: "The loan's number." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  loan: string;
}

/** An approval names the very proposal that was read, and the revision of the stream it saw. */
@InputType({ isAbstract: true })
export abstract class ApprovalInput extends OnLoanInput {
  @Field({ description: 'SHA-256 of the proposal, as `pendingDecisions` shows it.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be 64 lower-case hexadecimal digits' })
  proposal: string;

  @Field(() => Int, { description: 'The revision of the stream that was seen.' })
  @IsInt()
  @Min(0)
  revision: number;
}

@ObjectType({ description: 'An event that a command recorded.' })
export class RecordedEvent {
  @Field(() => ID, { description: "The event's id." })
  id: string;

  @Field({ description: 'What happened, past tense: `PaymentReceived`.' })
  type: string;
}

@ObjectType({ isAbstract: true })
export abstract class CommandResult {
  @Field(() => ID, { description: 'The command this answers.' })
  commandId: string;

  @Field({ description: 'The stream that holds what it recorded.' })
  streamId: string;

  @Field(() => Int, { description: 'The last revision it recorded; -1 where the stream is empty.' })
  revision: number;

  @Field(() => PositionScalar, { description: 'Ask for `atLeast` this to read your own write.' })
  position: Position;

  @Field(() => [RecordedEvent], {
    description: 'What the command recorded, this time or the first; empty where nothing changed.',
  })
  events: readonly RecordedEvent[];

  @Field({ description: 'It had been recorded before: this call added nothing.' })
  duplicate: boolean;
}

/** The sender of a command as it came over GraphQL; one's own role must allow it. */
export const senderOf = (
  { who, requestId }: ApiContext,
  command: CommandName,
  input: CommandInput,
  source: Source,
  scope: { readonly beforeJejak?: boolean } = {},
): Sender => {
  const refusal = mayExecute(who.actor.role, command, scope);
  if (refusal) throw forbidden(refusal);
  return {
    commandId: input.commandId.toLowerCase(),
    actor: who.actor,
    source,
    reason: input.reason ?? undefined,
    expectedRevision: input.expectedRevision ?? undefined,
    correlationId: requestId,
  };
};

type Given<T> = { -readonly [K in keyof T as K extends keyof Meta ? never : K]: Plain<T[K]> };
type Plain<T> = Exclude<T, null>;
type Meta = Pick<CommandInput, 'commandId' | 'reason' | 'expectedRevision'>;

/** What was asked for, as it came: without what is about the sending, and with no nulls. */
export const givenIn = <T extends CommandInput>(input: T): Given<T> => {
  const { commandId: _, reason: __, expectedRevision: ___, ...own } = input;
  return plain(own) as Given<T>;
};

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => [key, plain(member)]),
  );
};

/** What a command came to; a refusal and a lost race become errors of the API. */
export const answered = (handled: Handled): Omit<Done, 'outcome'> => {
  if (isRefusal(handled)) throw refused(handled);
  if (handled.outcome === 'conflict') throw conflict(handled.currentRevision);
  const { outcome: _, ...done } = handled;
  return done;
};
