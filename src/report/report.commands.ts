import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryDocument } from '../../projections/history.js';
import { sightPartsOf } from '../audit/log-sight.js';
import { PATIENCE_MS, resolveMoment } from '../audit/moments.js';
import type { Grouping, PortfolioFilter } from '../audit/portfolio.js';
import { handle, type Handled } from '../event-store/handle.js';
import { unavailable } from '../graphql/errors.js';
import { HouseCommand } from '../house/command.js';
import type { House } from '../house/house.js';
import { HOUSE } from '../house/tokens.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { reportFigures, scopeOf } from './report-figures.js';
import type { ReportBasis } from './report.events.js';
import { publishReport, type Report, reportDecider, reportStream } from './report.js';

export interface ReportAsked {
  readonly report: string;
  readonly title: string;
  readonly asOf?: LocalDate | undefined;
  readonly knownAt?: Instant | undefined;
  readonly filter?: PortfolioFilter | undefined;
  readonly groupBy?: Grouping | undefined;
}

export class PublishReport extends HouseCommand<ReportAsked> {}

/** The read models that the figures of a report are summed from. */
export const REPORT_READS = ['loan-book', 'mitra-timelines', 'policy-register', 'history'];

/** Of no unit: in the trail it is seen by those alone who read all of the fund. */
const WHOLE_FUND = '*';

@CommandHandler(PublishReport)
export class PublishReportHandler implements ICommandHandler<PublishReport> {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  async execute({ input, sender }: PublishReport): Promise<Handled> {
    const report = await this.workedOut(input);
    return handle(
      this.house.ledger,
      { ...sender, name: 'publishReport', input },
      {
        streamId: reportStream(input.report),
        decider: reportDecider,
        decide: (state, asked) => publishReport(report, state, asked),
        subject: () => ({ unit: report.what.filter.unit ?? WHOLE_FUND }),
      },
    );
  }

  /** Nothing of it is typed in: the figures are those of the fund at that moment. */
  private async workedOut(input: ReportAsked): Promise<Report> {
    const { readModels: models, ledger, scans } = this.house;
    const { report, title, knownAt, filter = {}, groupBy = null } = input;
    const head = await ledger.store.head();
    if (!(await models.reached(head, PATIENCE_MS, REPORT_READS)))
      throw unavailable(1, 'the read models have not come to the end of the log yet');
    const moment = await resolveMoment(input, sightPartsOf(this.house), REPORT_READS);
    const { asOf } = moment;
    const portfolio = await scans.ask('portfolio', { moment, filter, within: {} }, groupBy);
    return {
      ...{ report, title, what: scopeOf(filter, groupBy), asOf },
      ...(knownAt && { knownAt }),
      known: await this.basis(moment.known),
      figures: reportFigures(portfolio, groupBy),
    };
  }

  private async basis(known: Position): Promise<ReportBasis> {
    const { readModels, proof } = this.house;
    const [last] = await readModels.store.find<HistoryDocument>(readModels.collection('history'), {
      where: { field: 'id', lte: known },
      ...{ limit: 1, backwards: true },
    });
    if (!last) throw unavailable(1, 'nothing was known then that could be reported');
    const { size, root } = await proof.rootAtPosition(known);
    return { lastEvent: last.body.eventId, size, rootHash: root.toString('base64') };
  }
}

export const reportHandlers = [PublishReportHandler];
