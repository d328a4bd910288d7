import { Args, ArgsType, Context, Field, ID, Int, Query, Resolver } from '@nestjs/graphql';
import type { ApiContext } from '../graphql/context.js';
import { AtLeastArgs } from '../graphql/moment-args.js';
import { Questions } from '../house/questions.js';
import { ProofService } from './proof.service.js';
import { Checkpoint, ConsistencyProof, InclusionProof } from './proof.types.js';
import type { Published } from './publications.js';
import { IsOptional, Length, Min } from '../graphql/rules.js';

@ArgsType()
class InclusionArgs extends AtLeastArgs {
  @Field(() => ID, { description: 'Of any event: `history` and every mutation say it.' })
  @Length(1, 100)
  eventId: string;
  @Field(() => Int, {
    nullable: true,
    description: 'In the tree of so many events. Left out: in a checkpoint that covers the event.',
  })
  @IsOptional()
  @Min(1)
  size?: number | null;
}

const base64 = (hash: Buffer): string => hash.toString('base64');

const checkpointView = ({ head, note, signedAt }: Published): Checkpoint => ({
  ...{ size: head.size, origin: head.origin, rootHash: base64(head.root), note, signedAt },
});

/** A proof reads a few dozen documents, and may make a checkpoint. */
const COST = 200;

@Resolver()
export class ProofResolver {
  constructor(
    private readonly proofs: ProofService,
    private readonly questions: Questions,
  ) {}

  @Query(() => Checkpoint, {
    nullable: true,
    description: 'The newest signed checkpoint, or the one of a size; null where there is none.',
  })
  async checkpoint(
    @Args('size', { type: () => Int, nullable: true, description: 'Left out: the newest.' })
    size?: number | null,
  ): Promise<Checkpoint | null> {
    const published = await this.proofs.checkpoint(size);
    return published && checkpointView(published);
  }

  @Query(() => InclusionProof, {
    nullable: true,
    complexity: COST,
    description: 'That an event is in the log; null for one that who asks may not read.',
  })
  async inclusionProof(
    @Args() { eventId, size, atLeast }: InclusionArgs,
    @Context() context: ApiContext,
  ): Promise<InclusionProof | null> {
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, ['history', ...readModels]);
    const found = await this.proofs.inclusion(context, eventId, size);
    if (!found) return null;
    const { index: leafIndex, root, leafHash, hashes, published, ...proof } = found;
    return {
      ...{ ...proof, leafIndex, rootHash: base64(root), leafHash: base64(leafHash) },
      hashes: hashes.map(base64),
      checkpoint: published && checkpointView(published),
    };
  }

  @Query(() => ConsistencyProof, {
    complexity: COST,
    description: 'That the log of `to` events begins with that of `from` events.',
  })
  async consistencyProof(
    @Args('from', { type: () => Int, description: 'The smaller size, from 1.' }) from: number,
    @Args('to', { type: () => Int, description: 'The larger size.' }) to: number,
  ): Promise<ConsistencyProof> {
    const { fromRoot, toRoot, hashes } = await this.proofs.consistency(from, to);
    return {
      ...{ from, to, fromRoot: base64(fromRoot), toRoot: base64(toRoot) },
      hashes: hashes.map(base64),
    };
  }
}
