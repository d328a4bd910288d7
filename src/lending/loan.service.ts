import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { LoanBookDocument } from '../../projections/loan-book.js';
import type { MitraRegisterDocument } from '../../projections/mitra-register.js';
import type { ResolvedMoment } from '../audit/moments.js';
import { type Connection, pageOf } from '../graphql/connections.js';
import { type ApiContext, loaderOf } from '../graphql/context.js';
import type { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Filter } from '../read-model/port.js';
import { loanFilter } from './loan.filter.js';
import type { LoanFilter, LoanOrder, LoanOrderField } from './loan.inputs.js';
import type { Loan } from './loan.types.js';
import { loanView } from './loan.view.js';

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
    const moment = await this.questions.moment({});
    const { readModels } = this.questions.house;
    const { field = 'NUMBER', descending } = order ?? {};
    const found = await pageOf<LoanBookDocument>(
      readModels.store,
      readModels.collection('loan-book'),
      {
        where: await this.where(filter, context),
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

  /** A mitra's loans at a moment; those of many mitra are read together. */
  async ofMitra(code: string, moment: ResolvedMoment, context: ApiContext): Promise<Loan[]> {
    const loader = loaderOf(
      context,
      BY_MITRA,
      () => new DataLoader((codes: readonly string[]) => this.byMitra(codes)),
    );
    return (await loader.load(code)).flatMap(({ timeline }) => loanView(timeline, moment) ?? []);
  }

  /** The mitra with an open loan of a class today. */
  async mitraInClass(wanted: Collectability, context: ApiContext): Promise<readonly string[]> {
    const codes = new Set<string>();
    const where = await this.where({ collectability: wanted }, context);
    for await (const { mitra } of this.scan(where)) codes.add(mitra);
    return [...codes];
  }

  private async where(filter: LoanFilter, context: ApiContext): Promise<Filter> {
    return loanFilter(filter, {
      today: (await this.questions.moment({})).asOf,
      policies: await this.questions.policies(context),
      mitra: filter.region ? await this.mitraOfRegion(filter.region) : null,
    });
  }

  private async mitraOfRegion(region: string): Promise<readonly string[]> {
    const { readModels } = this.questions.house;
    const codes: string[] = [];
    const collection = readModels.collection('mitra-register');
    const where = { field: 'region', eq: region };
    for await (const { id } of readModels.store.scan<MitraRegisterDocument>(collection, where))
      codes.push(id);
    return codes;
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
