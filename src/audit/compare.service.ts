import { Injectable } from '@nestjs/common';
import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { decode } from '../event-store/codec.js';
import type { EventOf } from '../events.js';
import type { ApiContext } from '../graphql/context.js';
import { Questions } from '../house/questions.js';
import { maySeePersonalData } from '../identity/may.js';
import type { LoanTimeline } from '../lending/timeline.js';
import { mitraStream } from '../mitra/mitra.js';
import { monitoringStream } from '../monitoring/monitoring.js';
import { between, comparing, type Difference } from './compare.js';
import { LOAN_MEASURES, LOAN_WORLDS } from './compare-loan.js';
import { MITRA_WORLDS, mitraMeasures, mitraWorld } from './compare-mitra.js';
import { inTurns } from './in-turns.js';
import { kindAt } from './mitra-kind.js';
import type { ResolvedMoment } from './moments.js';

export interface Pair {
  readonly from: ResolvedMoment;
  readonly to: ResolvedMoment;
}

@Injectable()
export class CompareService {
  constructor(private readonly questions: Questions) {}

  /** Null: there is no such loan, or who asks may not read it at each of the moments. */
  async loan(number: string, pair: Pair, context: ApiContext): Promise<Difference[] | null> {
    const timelines = this.questions.documents<LoanTimeline>(context, 'loan-timelines');
    const timeline = (await timelines.load(number))?.body;
    if (!timeline || !(await this.sees(timeline, pair, context))) return null;
    return this.ofLoan(timeline, pair, context);
  }

  /** His own values, then the figures of his loans that who asks may read, by number. */
  async mitra(code: string, pair: Pair, context: ApiContext): Promise<Difference[] | null> {
    const timelines = this.questions.documents<MitraTimelineDocument>(context, 'mitra-timelines');
    const timeline = (await timelines.load(code))?.body;
    const scope = this.questions.scope(context);
    const sees = [pair.from, between(pair.from, pair.to), pair.to].every(
      (moment) => timeline && scope.seesMitra(kindAt(timeline, moment)),
    );
    if (!sees) return null;
    const world = mitraWorld(await this.events(code));
    const measures = mitraMeasures(maySeePersonalData(context.who.actor.role));
    const own = await inTurns(comparing(MITRA_WORLDS, world, measures, pair));
    return [...own, ...(await this.ofLoans(code, pair, context))];
  }

  private async ofLoans(code: string, pair: Pair, context: ApiContext): Promise<Difference[]> {
    const { readModels } = this.questions.house;
    const collection = readModels.collection('loan-timelines');
    const where = { field: 'mitra', eq: code };
    const differences: Difference[] = [];
    for await (const { body } of readModels.store.scan<LoanTimeline>(collection, where)) {
      if (!(await this.sees(body, pair, context))) continue;
      for (const one of await this.ofLoan(body, pair, context))
        differences.push({ ...one, path: `loans/${body.loan}/${one.path}` });
    }
    return differences;
  }

  private async ofLoan(timeline: LoanTimeline, pair: Pair, context: ApiContext) {
    const policies = await this.questions.policies(context);
    return inTurns(comparing(LOAN_WORLDS, { timeline, policies }, LOAN_MEASURES, pair));
  }

  private async sees(loan: LoanTimeline, { from, to }: Pair, context: ApiContext) {
    const scope = this.questions.scope(context);
    for (const moment of [from, between(from, to), to])
      if (!(await scope.seesLoan(loan, moment))) return false;
    return true;
  }

  private async events(code: string): Promise<readonly EventOf<'mitra' | 'monitoring'>[]> {
    const { store, keys } = this.questions.house.ledger;
    const streams = [mitraStream(code), monitoringStream(code)];
    const stored = await Promise.all(streams.map((stream) => store.readStream(stream)));
    const events = await Promise.all(stored.flat().map((event) => decode(event, keys)));
    return events as unknown as readonly EventOf<'mitra' | 'monitoring'>[];
  }
}
