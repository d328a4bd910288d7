import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { LoanBookDocument } from '../../projections/loan-book.js';
import type { ResolvedMoment } from '../audit/moments.js';
import { type Connection, pageOf } from '../graphql/connections.js';
import { type ApiContext, loaderOf } from '../graphql/context.js';
import type { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Filter } from '../read-model/port.js';
import { asksOfDay, BY_POSITION, isOnDay, loanFilter } from './loan.filter.js';
import type { LoanFilter, LoanOrder, LoanOrderField } from './loan.inputs.js';
import type { Loan } from './loan.types.js';
import { loanView } from './loan.view.js';
import { positionAt } from './position.js';
import type { LoanTimeline } from './timeline.js';

const SORT_FIELDS: Readonly<Record<LoanOrderField, string>> = {
  NUMBER: 'id',
  AGREED_ON: 'agreedOn',
  OLDEST_UNPAID: 'oldestUnpaidDueOn',
  OUTSTANDING: 'totalOutstanding',
};
const BY_MITRA = Symbol('loans by mitra');

@Injectable()
export class LoanService {
  constructor(private readonly questions: Questions) {}

  async page(
    filter: LoanFilter,
    order: LoanOrder | null,
    page: PageArgs,
    context: ApiContext,
  ): Promise<Connection<Loan>> {
    const moment = await this.questions.moment({}, ['loan-book', 'policy-register']);
    const { readModels } = this.questions.house;
    const { field = 'NUMBER', descending } = order ?? {};
    const found = await pageOf<LoanBookDocument>(
      readModels.store,
      readModels.collection('loan-book'),
      {
        where: await this.where(filter, context),
        within: await this.questions.scope(context).loans(),
        sort: { field: SORT_FIELDS[field], descending: descending ?? false },
      },
      page,
    );
    const edges = found.edges.flatMap(({ cursor, node }) => {
      const loan = loanView(node.body.timeline, moment);
      return loan ? [{ cursor, node: loan }] : [];
    });
    return { ...found, edges };
  }

  /** A loan at a moment; to who may not read it, it is as if there were none. */
  async find(number: string, moment: ResolvedMoment, context: ApiContext): Promise<Loan | null> {
    const scope = this.questions.scope(context);
    const timelines = this.questions.documents<LoanTimeline>(context, 'loan-timelines');
    const timeline = await timelines.load(number);
    const sees = timeline && (await scope.seesLoan(timeline.body, moment));
    return sees ? loanView(timeline.body, moment) : null;
  }

  /** A mitra's loans at a moment; those of many mitra are read together. */
  async ofMitra(code: string, moment: ResolvedMoment, context: ApiContext): Promise<Loan[]> {
    const loader = loaderOf(
      context,
      BY_MITRA,
      () => new DataLoader((codes: readonly string[]) => this.byMitra(codes)),
    );
    const scope = this.questions.scope(context);
    const loans = (await loader.load(code)).map(async ({ timeline }) =>
      (await scope.seesLoan(timeline, moment)) ? loanView(timeline, moment) : null,
    );
    return (await Promise.all(loans)).filter((loan) => loan !== null);
  }

  /** The mitra with an open loan of a class today. */
  async mitraInClass(wanted: Collectability, context: ApiContext): Promise<readonly string[]> {
    const codes = new Set<string>();
    const where = await this.where({ collectability: wanted }, context);
    const within = await this.questions.scope(context).loans();
    for await (const { mitra } of this.scan({ and: [within, where] })) codes.add(mitra);
    return [...codes];
  }

  private async where(filter: LoanFilter, context: ApiContext): Promise<Filter> {
    const moment = await this.questions.moment({});
    const policies = await this.questions.policies(context);
    return loanFilter(filter, {
      ...{ today: moment.asOf, policies },
      byPosition: asksOfDay(filter) ? await this.byPosition(filter, moment, policies) : [],
      mitra: filter.region ? await this.questions.mitraOfRegion(context, filter.region) : null,
    });
  }

  /** Loans whose class no range of due dates tells: few, but where a moratorium was granted. */
  private async byPosition(
    filter: LoanFilter,
    moment: ResolvedMoment,
    policies: readonly AdoptedPolicy[],
  ): Promise<readonly string[]> {
    const numbers: string[] = [];
    for await (const { number, timeline } of this.scan(BY_POSITION)) {
      const position = positionAt(timeline, moment, policies);
      if (position && isOnDay(filter, position)) numbers.push(number);
    }
    return numbers;
  }

  private async byMitra(codes: readonly string[]): Promise<LoanBookDocument[][]> {
    const loans = new Map<string, LoanBookDocument[]>(codes.map((code) => [code, []]));
    for await (const loan of this.scan({ field: 'mitra', in: codes }))
      loans.get(loan.mitra)?.push(loan);
    return codes.map((code) => loans.get(code) ?? []);
  }

  private async *scan(where: Filter): AsyncIterable<LoanBookDocument> {
    const { readModels } = this.questions.house;
    const collection = readModels.collection('loan-book');
    for await (const { body } of readModels.store.scan<LoanBookDocument>(collection, where))
      yield body;
  }
}
