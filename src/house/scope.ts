import type { MitraRegisterDocument } from '../../projections/mitra-register.js';
import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { kindAt } from '../audit/mitra-kind.js';
import type { ApiContext } from '../graphql/context.js';
import type { Reads } from '../identity/reads.js';
import type { Moment } from '../kernel/moment.js';
import type { Filter } from '../read-model/port.js';
import type { Questions } from './questions.js';

type Maybe = string | null | undefined;

/** Whom an entry of the trail is about. */
interface About {
  readonly stream: string;
  readonly mitra?: Maybe;
  readonly loan?: Maybe;
  readonly unit?: Maybe;
}

const EVERYTHING: Filter = { and: [] };

/**
 * Rules, and money that is nobody's yet, are about no mitra, no loan and no unit: they are
 * everybody's. A reservation names whom it is for in its data, and is not.
 */
const EVERYBODYS = ['policy-', 'suspense-'] as const;
const OF_THE_HOUSE: Filter = {
  and: [
    ...['mitra', 'loan', 'unit'].map((field): Filter => ({ field, absent: true })),
    { or: EVERYBODYS.map((prefix) => ({ field: 'stream', prefix })) },
  ],
};

/**
 * What of mitra, loans and the trail who asks may read. Lists take a filter, single objects a
 * test; what is not seen is as if it did not exist. A mitra is its unit's on the day asked about,
 * a loan is that of the unit that keeps it, an entry of the trail that of the unit it was recorded
 * for. A region is that of the mitra: a loan's or an entry's is the region of its mitra.
 */
export class Scope {
  constructor(
    readonly reads: Reads,
    private readonly questions: Questions,
    private readonly context: ApiContext,
  ) {}

  /** What a question waits for beside what it reads itself: telling a mitra's region takes them. */
  get readModels(): readonly string[] {
    return this.reads !== 'ALL' && 'region' in this.reads
      ? ['mitra-register', 'mitra-timelines']
      : [];
  }

  /** Over documents with a `unit` and a `region` of their own: mitra, as they are today. */
  mitra(): Filter {
    const { reads } = this;
    if (reads === 'ALL') return EVERYTHING;
    return 'unit' in reads
      ? { field: 'unit', eq: reads.unit }
      : { field: 'region', eq: reads.region };
  }

  /** Over documents with a `unit` and a `mitra`: loans, applications, whatever is of a loan. */
  async loans(): Promise<Filter> {
    const { reads } = this;
    if (reads === 'ALL') return EVERYTHING;
    if ('unit' in reads) return { field: 'unit', eq: reads.unit };
    return { field: 'mitra', in: await this.questions.mitraOfRegion(this.context, reads.region) };
  }

  /** Over the trail. */
  async entries(): Promise<Filter> {
    return this.reads === 'ALL' ? EVERYTHING : { or: [await this.loans(), OF_THE_HOUSE] };
  }

  seesMitra({ unit, region }: { readonly unit?: Maybe; readonly region?: Maybe }): boolean {
    const { reads } = this;
    if (reads === 'ALL') return true;
    return 'unit' in reads ? unit === reads.unit : region === reads.region;
  }

  /** A loan, an application, or what hangs on one, by what it was at a moment. */
  async seesLoan(
    { unit, mitra }: { readonly unit?: Maybe; readonly mitra: string },
    moment: Moment,
  ): Promise<boolean> {
    const { reads } = this;
    if (reads === 'ALL') return true;
    if ('unit' in reads) return unit === reads.unit;
    const timelines = this.questions.documents<MitraTimelineDocument>(
      this.context,
      'mitra-timelines',
    );
    const timeline = await timelines.load(mitra);
    return kindAt(timeline?.body, moment).region === reads.region;
  }

  /** An entry of the trail, or an event; looked up anew each time, as subscriptions last. */
  async seesEntry({ stream, mitra, loan, unit }: About): Promise<boolean> {
    const { reads } = this;
    if (reads === 'ALL') return true;
    if ((mitra ?? loan ?? unit ?? null) === null)
      return EVERYBODYS.some((prefix) => stream.startsWith(prefix));
    if ('unit' in reads) return unit === reads.unit;
    if (!mitra) return false;
    const { readModels } = this.questions.house;
    const collection = readModels.collection('mitra-register');
    const found = await readModels.store.load<MitraRegisterDocument>(collection, [mitra]);
    return found.get(mitra)?.body.region === reads.region;
  }
}
