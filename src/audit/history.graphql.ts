import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { ApiContext } from '../graphql/context.js';
import { JsonScalar } from '../graphql/scalars.js';
import { Questions } from '../house/questions.js';
import type { Change } from '../../projections/change.js';
import { HistoryArgs } from './history.inputs.js';
import { HistoryService, type Trail } from './history.service.js';
import { AuditChange, AuditEntry, HistoryConnection } from './history.types.js';

@Resolver(() => AuditEntry)
export class HistoryResolver {
  constructor(
    private readonly questions: Questions,
    private readonly histories: HistoryService,
  ) {}

  @Query(() => HistoryConnection, {
    description:
      'What who asks may read of the audit trail, in the order of the log; with `asOf` what was ' +
      'effective by that day, with `knownAt` what was recorded by that instant.',
  })
  async history(
    @Args() { asOf, knownAt, knownUpTo, atLeast, ...page }: HistoryArgs,
    @Context() context: ApiContext,
  ): Promise<Trail> {
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, ['history', ...readModels]);
    const { known } = await this.questions.moment({ asOf, knownAt, knownUpTo }, ['history']);
    return this.histories.page(context, { known, asOf: asOf ?? undefined }, page);
  }

  @ResolveField(() => [AuditChange], { description: 'Before and after of each changed field.' })
  changes(@Parent() entry: AuditEntry, @Context() context: ApiContext): Promise<readonly Change[]> {
    return this.histories.changes(context, entry);
  }

  @ResolveField(() => String, { nullable: true, description: 'Why, in the words of who did it.' })
  async reason(
    @Parent() entry: AuditEntry,
    @Context() context: ApiContext,
  ): Promise<string | null> {
    const personal = await this.histories.personal(context, entry);
    const reason = personal?.['reason'] ?? entry.document.reason;
    return typeof reason === 'string' ? reason : null;
  }

  @ResolveField(() => JsonScalar, {
    nullable: true,
    description: 'Names, notes, evidence: for who may see them; null once erased.',
  })
  personal(@Parent() entry: AuditEntry, @Context() context: ApiContext): Promise<unknown> {
    return this.histories.personal(context, entry);
  }
}
