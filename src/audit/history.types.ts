import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { HistoryDocument } from '../../projections/history.js';
import { connectionOf } from '../graphql/connections.js';
import { Node } from '../graphql/node.js';
import { DateScalar, DateTimeScalar, JsonScalar, PositionScalar } from '../graphql/scalars.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';

@ObjectType({ description: 'Who did it: always the person himself, whoever he stood in for.' })
export class AuditActor {
  @Field(() => ID, { description: 'Who, by name.' })
  id: string;
  @Field({ description: 'The role it was done in.' })
  role: string;
  @Field(() => String, { nullable: true, description: 'The unit it was done for.' })
  unit: string | null;
  @Field(() => String, { nullable: true, description: 'Whom a delegate acted for.' })
  onBehalfOf: string | null;
}

@ObjectType({ description: 'One sentence for people, in both languages.' })
export class AuditSummary {
  @Field({ description: 'In English.' })
  english: string;
  @Field({ description: 'In Indonesian.' })
  indonesian: string;
}

@ObjectType({ description: 'A field that an event changed.' })
export class AuditChange {
  @Field({ description: 'The field, by its name.' })
  field: string;
  @Field(() => String, {
    nullable: true,
    description: 'Null: there was nothing, or it is not to be seen.',
  })
  before: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Null: there is nothing, or it is not to be seen.',
  })
  after: string | null;
}

@ObjectType({ implements: () => [Node], description: 'One event, as the audit trail shows it.' })
export class AuditEntry extends Node {
  @Field(() => ID, { description: "The event's own id." })
  eventId: string;
  @Field({ description: 'What happened, past tense.' })
  type: string;
  @Field({ description: 'The stream that holds it.' })
  stream: string;
  @Field(() => Int, { description: 'Its place in its stream, from 0.' })
  revision: number;
  @Field(() => PositionScalar, { description: 'Its place in the log.' })
  position: Position;
  @Field(() => String, { nullable: true, description: "The mitra's code." })
  mitra: string | null;
  @Field(() => String, { nullable: true, description: "The loan's number." })
  loan: string | null;
  @Field(() => DateScalar, { description: 'The day on which it is true in the world.' })
  effectiveOn: LocalDate;
  @Field(() => DateTimeScalar, { description: 'When this system learned it.' })
  recordedAt: Instant;
  @Field(() => AuditActor, { description: 'Who did it.' })
  actor: AuditActor;
  @Field({ description: 'api, import, job or demo.' })
  source: string;
  @Field(() => Int, {
    description: 'Days between the day it took effect and the day it was recorded; never negative.',
  })
  backdatedDays: number;
  @Field(() => ID, { description: 'The command that recorded it.' })
  commandId: string;
  @Field(() => ID, { description: 'The request that it came with.' })
  correlationId: string;
  @Field(() => AuditSummary, { description: 'What happened, in one sentence.' })
  summary: AuditSummary;
  @Field(() => JsonScalar, { description: 'What was recorded, in clear; never personal data.' })
  data: unknown;
  @Field({ description: 'SHA-256 over all that its writer decided.' })
  hash: string;
  @Field({ description: 'The hash of the event before it in its stream.' })
  previousHash: string;

  document: HistoryDocument;
}

export const HistoryConnection = connectionOf('AuditEntry', () => AuditEntry);
