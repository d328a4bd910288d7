import type { LoanBookDocument } from '../../projections/loan-book.js';
import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import type { PolicyRegisterDocument } from '../../projections/policy-register.js';
import type { Connection } from '../graphql/connections.js';
import { pageOfList } from '../graphql/list.js';
import type { PageArgs } from '../graphql/paging.js';
import type { Moment } from '../kernel/moment.js';
import { classesAt } from '../lending/class-on-day.js';
import { positionAt } from '../lending/position.js';
import { amountsOf, type LoanSteps, stoodAt } from '../lending/steps.js';
import type { MitraKind } from '../mitra/mitra.events.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Filter } from '../read-model/port.js';
import type { ReadModels } from '../read-model/read-models.js';
import { kindAt } from './mitra-kind.js';
import {
  type Grouping,
  groupOf,
  type LoanPart,
  partOf,
  type Portfolio,
  type PortfolioFigure,
  type PortfolioFilter,
  type PortfolioScope,
  Sums,
} from './portfolio.js';

/** Which loans of the fund, and when. Plain data: it may cross to another thread. */
export interface Asked {
  readonly moment: Moment;
  readonly filter: PortfolioFilter;
  /** The unit or region of who asks: nothing else is summed, whatever the filter says. */
  readonly within: PortfolioScope;
}

/** Which loans make up a figure: of all, of one group, or of one class. */
export interface Drill {
  readonly figure: PortfolioFigure;
  readonly group?: { readonly by: Grouping; readonly key: string | null } | undefined;
  readonly class?: Collectability | undefined;
}

export interface LoanAmount extends Pick<LoanPart, 'loan' | 'mitra' | 'collectability'> {
  readonly amount: number;
}

export type PortfolioReads = Pick<ReadModels, 'store' | 'collection' | 'extract'>;

/** Where nobody asked for it. */
const NO_KIND = {} as MitraKind;

/** So many timelines are read at once where steps do not tell. */
const CHUNK = 200;

/** The fund read from the loan book: the shell around `Sums`. */
export class Portfolios {
  constructor(private readonly readModels: PortfolioReads) {}

  async at(asked: Asked, groupBy: Grouping | null): Promise<Portfolio> {
    const sums = new Sums(groupBy);
    await this.each(asked, groupBy, (part) => sums.add(part));
    return sums.portfolio();
  }

  /** A page of the loans that make up a figure, by number, with all they add up to. */
  async loansOf(asked: Asked, drill: Drill, page: PageArgs) {
    const loans: LoanAmount[] = [];
    let total = 0;
    await this.each(asked, drill.group?.by ?? null, (part) => {
      const amount = partOf(drill.figure, part);
      if (amount === 0 || !isWithin(drill, part)) return;
      const { loan, mitra, collectability } = part;
      loans.push({ loan, mitra, collectability, amount });
      total += amount;
    });
    loans.sort((a, b) => (a.loan < b.loan ? -1 : 1));
    const { edges, pageInfo }: Connection<LoanAmount> = await pageOfList(
      loans,
      ({ loan }) => loan,
      page,
    );
    return { edges, pageInfo, count: loans.length, total };
  }

  /** Each loan that was paid out by then. */
  async parts(asked: Asked, groupBy: Grouping | null = null): Promise<readonly LoanPart[]> {
    const parts: LoanPart[] = [];
    await this.each(asked, groupBy, (part) => parts.push(part));
    return parts;
  }

  /** One loan after the other; those that must be replayed come last. */
  private async each(
    asked: Asked,
    groupBy: Grouping | null,
    take: (part: LoanPart) => void,
  ): Promise<void> {
    const { moment, filter, within } = asked;
    const policies = await this.policies();
    const byMitra = filter.region || within.region || groupBy === 'REGION' || groupBy === 'SECTOR';
    const mitra = byMitra ? await this.mitra() : new Map<string, MitraTimelineDocument>();
    const classAt = classesAt(moment, policies);
    const untold = new Map<string, LoanSteps & { readonly kind: MitraKind }>();
    const { store } = this.readModels;
    const extract = this.readModels.extract('loan-book');
    for await (const { body: steps } of store.scan<LoanSteps>(extract, whereOf(asked))) {
      const kind = byMitra ? kindAt(mitra.get(steps.mitra), moment) : NO_KIND;
      if (!isAsked(asked, steps, kind)) continue;
      const stood = stoodAt(steps, moment);
      if (stood === 'UNTOLD') untold.set(steps.loan, { ...steps, kind });
      else if (stood && stood.amounts.length > 0) {
        const collectability = classAt(steps.programme, stood);
        const { status, amounts } = stood;
        // Each member by name: a spread of what JSON gave costs as much as all the rest.
        take({
          loan: steps.loan,
          mitra: steps.mitra,
          programme: steps.programme,
          unit: steps.unit,
          cohort: steps.cohort,
          agreementYear: steps.agreementYear,
          kind,
          status,
          collectability,
          amounts,
        });
      }
    }
    await this.replayed(untold, moment, policies, take);
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

  /** Documents of a read model by their keys; those that there are none of are left out. */
  async load<D>(readModel: string, ids: readonly string[]): Promise<ReadonlyMap<string, D>> {
    const { store } = this.readModels;
    const found = await store.load<D>(this.readModels.collection(readModel), ids);
    return new Map([...found].map(([id, { body }]) => [id, body]));
  }

  private async replayed(
    untold: ReadonlyMap<string, LoanSteps & { readonly kind: MitraKind }>,
    moment: Moment,
    policies: readonly AdoptedPolicy[],
    take: (part: LoanPart) => void,
  ): Promise<void> {
    const numbers = [...untold.keys()];
    const book = this.readModels.collection('loan-book');
    for (let at = 0; at < numbers.length; at += CHUNK) {
      const chunk = numbers.slice(at, at + CHUNK);
      const found = await this.readModels.store.load<LoanBookDocument>(book, chunk);
      for (const number of chunk) {
        const [told, timeline] = [untold.get(number), found.get(number)?.body.timeline];
        const position = timeline && positionAt(timeline, moment, policies);
        if (!told || !position || position.disbursed === 0) continue;
        const { status, collectability } = position;
        take({ ...told, status, collectability, amounts: amountsOf(position) });
      }
    }
  }

  private async *all<D>(readModel: string, where?: Filter): AsyncIterable<D> {
    const { store } = this.readModels;
    const collection = this.readModels.collection(readModel);
    for await (const { body } of store.scan<D>(collection, where)) yield body;
  }
}

const whereOf = ({ filter, within }: Asked): Filter => {
  const equal = { programme: filter.programme, unit: within.unit };
  return { and: Object.entries(equal).flatMap(([field, eq]) => (eq ? [{ field, eq }] : [])) };
};

const isWithin = ({ group, class: wanted }: Drill, part: LoanPart): boolean =>
  (group === undefined || groupOf(group.by, part) === group.key) &&
  (wanted === undefined || part.collectability === wanted);

export const isAsked = (
  { filter, within }: Pick<Asked, 'filter' | 'within'>,
  loan: Pick<LoanSteps, 'programme' | 'unit' | 'cohort'>,
  kind: MitraKind,
): boolean =>
  (!filter.programme || loan.programme === filter.programme) &&
  (!filter.unit || loan.unit === filter.unit) &&
  (!within.unit || loan.unit === within.unit) &&
  (!filter.cohort || loan.cohort === filter.cohort) &&
  (!filter.region || kind.region === filter.region) &&
  (!within.region || kind.region === within.region);
