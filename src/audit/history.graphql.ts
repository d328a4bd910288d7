import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Connection } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { JsonScalar } from '../graphql/scalars.js';
import { Questions } from '../house/questions.js';
import type { Change } from '../../projections/change.js';
import { HistoryService } from './history.service.js';
import { AuditChange, AuditEntry, HistoryArgs, HistoryConnection } from './history.types.js';

@Resolver(() => AuditEntry)
export class HistoryResolver {
  constructor(
    private readonly questions: Questions,
    private readonly histories: HistoryService,
  ) {}

  @Query(() => HistoryConnection, {
    description: 'What who asks may read of the audit trail, in the order of the log.',
  })
  async history(
    @Args() { filter, atLeast, ...page }: HistoryArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<AuditEntry>> {
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, ['history', ...readModels]);
    return this.histories.page(context, filter ?? {}, page);
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
