import { Injectable } from '@nestjs/common';
import type { HistoryDocument } from '../../projections/history.js';
import { madeOfFund } from '../audit/compare-made.js';
import type { Asking } from '../audit/moments.js';
import type { ApiContext } from '../graphql/context.js';
import { badInput } from '../graphql/errors.js';
import { Questions } from '../house/questions.js';
import type { Position } from '../kernel/envelope.js';
import type { Filter, Stored } from '../read-model/port.js';
import { REPORT_READS } from './report.commands.js';
import { amountOf, groupingOf } from './report-figures.js';
import type { PublishedReport } from './report.js';
import { reportStream } from './report.js';
import { publishedIn } from './report.view.js';
import type { Restatement } from './report.types.js';

type Found = Stored<HistoryDocument>;

@Injectable()
export class ReportService {
  constructor(private readonly questions: Questions) {}

  /**
   * Which reports who asks may read. A report sums what its filter says: who reads one unit or
   * region reads the reports on that alone, for any other would tell him of the rest.
   */
  sees({ what: { filter } }: PublishedReport, context: ApiContext): boolean {
    const { reads } = this.questions.scope(context);
    if (reads === 'ALL') return true;
    return 'unit' in reads ? filter.unit === reads.unit : filter.region === reads.region;
  }

  /** The same as a filter over the trail. */
  within(context: ApiContext): Filter {
    const { reads } = this.questions.scope(context);
    const published: Filter = { field: 'type', eq: 'ReportPublished' };
    if (reads === 'ALL') return published;
    const [[name, eq] = ['', '']] = Object.entries(reads);
    return { and: [published, { field: `data.what.filter.${name}`, eq }] };
  }

  async find(report: string, context: ApiContext): Promise<Found | null> {
    const [found] = await this.entries({ field: 'stream', eq: reportStream(report) });
    const published = found && publishedIn(found.body);
    return found && published && this.sees(published, context) ? found : null;
  }

  /**
   * What of a report would be another figure by what is known since; null: there is no such.
   * @throws {ApiError} BAD_INPUT for a moment before that of the report itself
   */
  async restatements(
    report: string,
    asking: Pick<Asking, 'knownAt' | 'knownUpTo'>,
    context: ApiContext,
  ): Promise<Restatement[] | null> {
    const found = await this.find(report, context);
    const published = found && publishedIn(found.body);
    if (!published) return null;
    const { asOf, what, known, figures } = published;
    const basis = await this.positionOf(known.lastEvent);
    const moment = await this.questions.moment({ ...asking, asOf }, REPORT_READS);
    if (moment.known < basis)
      throw badInput([{ path: 'knownAt', message: 'is before what the report rests on' }]);
    const [filter, groupBy] = [what.filter, groupingOf(what)];
    const asked = {
      ...{ from: { asOf, known: basis }, to: { asOf, known: moment.known } },
      ...{ filter, groupBy, within: {} },
    };
    const said = new Map(figures.map((figure) => [figure.path, amountOf(figure)]));
    const differences = await this.questions.house.scans.ask('compareFunds', asked);
    return differences.map((one) => {
      const before = said.get(one.path) ?? 0;
      return {
        ...{ path: one.path, label: one.label, published: before, now: one.after },
        difference: one.after - before,
        made: madeOfFund(this.questions, asked, one),
      };
    });
  }

  /** A copy of the log has other positions; its events have the same ids. */
  private async positionOf(event: string): Promise<Position> {
    const [found] = await this.entries({ field: 'eventId', eq: event });
    if (!found) throw new Error(`the trail does not hold ${event}, which a report rests on`);
    return found.id as Position;
  }

  private entries(where: Filter): Promise<readonly Found[]> {
    const { readModels } = this.questions.house;
    const trail = readModels.collection('history');
    return readModels.store.find<HistoryDocument>(trail, { where, limit: 1 });
  }
}
