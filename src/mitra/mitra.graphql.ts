import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { MitraRegisterDocument } from '../../projections/mitra-register.js';
import { TrailArgs } from '../audit/history.inputs.js';
import { HistoryService, type Trail, until } from '../audit/history.service.js';
import { HistoryConnection } from '../audit/history.types.js';
import { type Connection, pageOf } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { forbidden } from '../graphql/errors.js';
import { maySeePersonalData } from '../identity/may.js';
import { rows } from '../graphql/cost.js';
import { pageOfList } from '../graphql/list.js';
import { MomentArgs } from '../graphql/moment-args.js';
import { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import { LoanService } from '../lending/loan.service.js';
import { Loan, LoanConnection } from '../lending/loan.types.js';
import { contactView, visitView } from '../monitoring/monitoring.view.js';
import type { Filter } from '../read-model/port.js';
import { type MitraFilter, type MitraOrderField, MitrasArgs } from './mitra.inputs.js';
import { MitraService } from './mitra.service.js';
import {
  Contact,
  ContactConnection,
  Heir,
  Mitra,
  MitraConnection,
  MitraDocument,
  Visit,
  VisitConnection,
} from './mitra.types.js';
import { documentView, heirView } from './papers.view.js';

/** What is shown of one mitra is read from these. */
const MITRA_READS = [
  ...['mitra-register', 'mitra-timelines', 'loan-book', 'policy-register', 'history'],
];

const SORT_FIELDS: Readonly<Record<MitraOrderField, string>> = {
  CODE: 'id',
  NAME: 'name',
  REGISTERED_ON: 'registeredOn',
  LAST_VISIT: 'lastVisitOn',
};

const filterOf = (filter: MitraFilter, codes: readonly string[] | null): Filter => {
  const { text, unit, region, sector, status, monitoring } = filter;
  const equal = Object.entries({ unit, region, sector, status, monitoring }).flatMap(
    ([field, eq]) => (eq === null || eq === undefined ? [] : [{ field, eq }]),
  );
  return {
    and: [
      ...equal,
      ...(text ? [{ field: 'search', words: text }] : []),
      ...(codes ? [{ field: 'id', in: codes }] : []),
    ],
  };
};

@Resolver(() => Mitra)
export class MitraResolver {
  constructor(
    private readonly questions: Questions,
    private readonly register: MitraService,
    private readonly loanService: LoanService,
    private readonly histories: HistoryService,
  ) {}

  @Query(() => Mitra, {
    nullable: true,
    description:
      'A mitra at a moment; null before it was registered or known, or to who may not read it.',
  })
  async mitra(
    @Args('code', { description: "The mitra's code." }) code: string,
    @Args() { atLeast, ...asking }: MomentArgs,
    @Context() context: ApiContext,
  ): Promise<Mitra | null> {
    const reads = ['mitra-register', 'mitra-timelines'];
    await this.questions.caughtUp(context, atLeast, reads, MITRA_READS);
    const moment = await this.questions.moment(asking, MITRA_READS);
    return this.register.findFor(context, code, moment);
  }

  @Query(() => MitraConnection, { description: 'The mitra as they stand today, by code.' })
  async mitras(
    @Args() { filter, orderBy, atLeast, ...page }: MitrasArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<Mitra>> {
    const reads = ['mitra-register', 'loan-book'];
    await this.questions.caughtUp(context, atLeast, reads, MITRA_READS);
    const byName = filter?.text || orderBy?.field === 'NAME';
    if (byName && !maySeePersonalData(context.who.actor.role))
      throw forbidden(`the role ${context.who.actor.role} may not search or order by names`);
    const moment = await this.questions.moment({}, MITRA_READS);
    const { readModels } = this.questions.house;
    const codes = filter?.collectability
      ? await this.loanService.mitraInClass(filter.collectability, context)
      : null;
    const { field = 'CODE', descending } = orderBy ?? {};
    const sort = { field: SORT_FIELDS[field], descending: descending ?? false };
    const found = await pageOf<MitraRegisterDocument>(
      readModels.store,
      readModels.collection('mitra-register'),
      { where: filterOf(filter ?? {}, codes), within: this.questions.scope(context).mitra(), sort },
      page,
    );
    return {
      ...found,
      edges: found.edges.map(({ cursor, node }) => ({
        cursor,
        node: this.register.today(node, moment, context),
      })),
    };
  }

  @ResolveField(() => String, { nullable: true, description: 'Null for who may not see it.' })
  address(@Parent() mitra: Mitra, @Context() context: ApiContext): Promise<string | null> {
    return this.register.identity(mitra, 'address', context);
  }

  @ResolveField(() => String, { nullable: true, description: 'Null for who may not see it.' })
  phone(@Parent() mitra: Mitra, @Context() context: ApiContext): Promise<string | null> {
    return this.register.identity(mitra, 'phone', context);
  }

  @ResolveField(() => String, { nullable: true, description: 'NIK, or a registration number.' })
  identityNumber(@Parent() mitra: Mitra, @Context() context: ApiContext): Promise<string | null> {
    return this.register.identity(mitra, 'identityNumber', context);
  }

  @ResolveField(() => LoanConnection, { description: 'Its loans (pinjaman), by number.' })
  async loans(
    @Parent() { code, moment }: Mitra,
    @Args() page: PageArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<Loan>> {
    const loans = await this.loanService.ofMitra(code, moment, context);
    return pageOfList(loans, ({ number }) => number, page);
  }

  @ResolveField(() => VisitConnection, { description: 'Visits (kunjungan), oldest first.' })
  async visits(
    @Parent() mitra: Mitra,
    @Args() page: PageArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<Visit>> {
    const events = await this.register.monitoring(mitra, context);
    const visits = events.flatMap((event) => visitView(event) ?? []);
    return pageOfList(visits, ({ eventId }) => eventId, page);
  }

  @ResolveField(() => ContactConnection, { description: 'Contacts from afar, oldest first.' })
  async contacts(
    @Parent() mitra: Mitra,
    @Args() page: PageArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<Contact>> {
    const events = await this.register.monitoring(mitra, context);
    const contacts = events.flatMap((event) => contactView(event) ?? []);
    return pageOfList(contacts, ({ eventId }) => eventId, page);
  }

  @ResolveField(() => [MitraDocument], {
    complexity: rows(10),
    description: 'Its papers (dokumen), by the day they came in.',
  })
  async documents(
    @Parent() mitra: Mitra,
    @Context() context: ApiContext,
  ): Promise<readonly MitraDocument[]> {
    const events = await this.register.papers(mitra, context);
    return events.flatMap((event) => documentView(event) ?? []);
  }

  @ResolveField(() => [Heir], {
    complexity: rows(3),
    description: 'Its heirs (ahli waris), where it died.',
  })
  async heirs(@Parent() mitra: Mitra, @Context() context: ApiContext): Promise<readonly Heir[]> {
    const events = await this.register.papers(mitra, context);
    return events.flatMap((event) => heirView(event) ?? []);
  }

  @ResolveField(() => HistoryConnection, { description: 'All of its audit trail, loans included.' })
  history(
    @Parent() { code, moment }: Mitra,
    @Args() page: TrailArgs,
    @Context() context: ApiContext,
  ): Promise<Trail> {
    return this.histories.page(context, { mitra: code, ...until(moment) }, page);
  }
}
