import type { HistoryDocument } from '../../projections/history.js';
import { figureAt, labelOf } from '../audit/fund-figures.js';
import { globalId } from '../graphql/node.js';
import type { Position } from '../kernel/envelope.js';
import type { Stored } from '../read-model/port.js';
import { groupingOf } from './report-figures.js';
import type { ReportFigure } from './report.events.js';
import type { PublishedReport } from './report.js';
import type { PublishedFigure, Report } from './report.types.js';

type Found = Stored<HistoryDocument>;

/** The report that an entry of the trail recorded; null where it recorded something else. */
export const publishedIn = ({ type, data }: HistoryDocument): PublishedReport | null =>
  type === 'ReportPublished' ? (data as PublishedReport) : null;

const figureView = (figure: ReportFigure, { what }: PublishedReport): PublishedFigure => {
  const { path } = figure;
  const found = figureAt(path, groupingOf(what));
  return {
    ...{ path, label: found ? labelOf(found) : path },
    amount: 'amount' in figure ? figure.amount : null,
    count: 'count' in figure ? figure.count : null,
  };
};

export const reportView = ({ body, id }: Found): Report => {
  const published = publishedIn(body);
  if (!published) throw new Error(`${id} published no report`);
  const { report, title, asOf, knownAt, what, known, digest, figures } = published;
  const { programme, unit, region, cohort } = what.filter;
  return {
    id: globalId('Report', report),
    ...{ report, title, asOf, knownAt: knownAt ?? null, digest },
    filter: {
      ...{ programme: programme ?? null, unit: unit ?? null },
      ...{ region: region ?? null, cohort: cohort ?? null },
    },
    groupBy: groupingOf(what),
    basis: {
      lastEvent: known.lastEvent,
      ...{ size: known.size ?? null, rootHash: known.rootHash ?? null },
    },
    figures: figures.map((figure) => figureView(figure, published)),
    ...{ publishedOn: body.effectiveOn, recordedAt: body.recordedAt, eventId: body.eventId },
    ...{ publishedBy: body.actor.id, reason: body.reason ?? null, position: id as Position },
  };
};
