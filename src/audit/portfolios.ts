import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import type { PolicyRegisterDocument } from '../../projections/policy-register.js';
import type { Moment } from '../kernel/moment.js';
import type { LoanTimeline } from '../lending/timeline.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { Filter } from '../read-model/port.js';
import type { ReadModels } from '../read-model/read-models.js';
import {
  type Grouping,
  type Portfolio,
  type PortfolioFilter,
  portfolioOf,
  type PortfolioScope,
} from './portfolio.js';

/** The fund read from the timelines: the shell around `portfolioOf`. */
export class Portfolios {
  constructor(private readonly readModels: ReadModels) {}

  async at(
    moment: Moment,
    filter: PortfolioFilter,
    groupBy: Grouping | null,
    within: PortfolioScope = {},
  ): Promise<Portfolio> {
    const { programme, region } = filter;
    const equal = Object.entries({ programme, unit: within.unit });
    const where = { and: equal.flatMap(([field, eq]) => (eq ? [{ field, eq }] : [])) };
    const byMitra = region || within.region || groupBy === 'REGION' || groupBy === 'SECTOR';
    const mitra = byMitra ? await this.mitra() : new Map<string, MitraTimelineDocument>();
    return portfolioOf(this.all<LoanTimeline>('loan-timelines', where), mitra, {
      ...{ moment, filter, groupBy, within },
      policies: await this.policies(),
    });
  }

  async mitra(): Promise<ReadonlyMap<string, MitraTimelineDocument>> {
    const mitra = new Map<string, MitraTimelineDocument>();
    for await (const body of this.all<MitraTimelineDocument>('mitra-timelines'))
      mitra.set(body.code, body);
    return mitra;
  }

  /** Every rule adopted, with the position from which it is known. */
  async policies(): Promise<readonly AdoptedPolicy[]> {
    const adopted: AdoptedPolicy[] = [];
    for await (const { adoptedAt, terms } of this.all<PolicyRegisterDocument>('policy-register'))
      if (adoptedAt) adopted.push({ ...terms, position: adoptedAt });
    return adopted;
  }

  private async *all<D>(readModel: string, where?: Filter): AsyncIterable<D> {
    const { store } = this.readModels;
    const collection = this.readModels.collection(readModel);
    for await (const { body } of store.scan<D>(collection, where)) yield body;
  }
}
