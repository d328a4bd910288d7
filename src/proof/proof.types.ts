import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../graphql/scalars.js';
import type { Instant } from '../kernel/local-date.js';

@ObjectType({ description: 'How long the log was and what its root was, signed and published.' })
export class Checkpoint {
  @Field(() => Int, { description: 'So many events, the first ones of the log.' })
  size: number;
  @Field({ description: 'The root of the RFC 6962 tree over them, base64.' })
  rootHash: string;
  @Field({ description: 'What the log is called; its keys have the same name.' })
  origin: string;
  @Field({ description: 'The signed note (C2SP tlog-checkpoint), cosignatures included.' })
  note: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Null where this service found it published and does not know any more.',
  })
  signedAt: Instant | null;
}

@ObjectType({ description: 'That an event is in the log, at its place (RFC 6962).' })
export class InclusionProof {
  @Field(() => ID, { description: 'The event.' })
  eventId: string;
  @Field(() => Int, { description: 'How many events stand before it in the log.' })
  leafIndex: number;
  @Field(() => Int, { description: 'The tree of so many events.' })
  size: number;
  @Field({ description: 'The root of that tree, base64.' })
  rootHash: string;
  @Field({ description: 'What the tree holds of the event: canonical JSON.' })
  leaf: string;
  @Field({ description: 'SHA-256 over a zero byte and the leaf, base64.' })
  leafHash: string;
  @Field(() => [String], { description: 'Sibling hashes from the leaf up, base64.' })
  hashes: string[];
  @Field(() => Checkpoint, {
    nullable: true,
    description: 'The checkpoint of that size; null where none of just that size was published.',
  })
  checkpoint: Checkpoint | null;
  @Field(() => String, {
    nullable: true,
    description: 'All of it as a file (C2SP tlog-proof), verifiable offline; null likewise.',
  })
  tlogProof: string | null;
}

@ObjectType({
  description: 'That a tree begins with a smaller one: nothing was changed (RFC 6962).',
})
export class ConsistencyProof {
  @Field(() => Int, { description: 'The size of the smaller tree.' })
  from: number;
  @Field(() => Int, { description: 'The size of the larger one.' })
  to: number;
  @Field({ description: 'The root of the smaller, base64.' })
  fromRoot: string;
  @Field({ description: 'The root of the larger, base64.' })
  toRoot: string;
  @Field(() => [String], { description: 'The hashes of the proof, base64.' })
  hashes: string[];
}
