import { CommandBus } from '@nestjs/cqrs';
import {
  Args,
  Context,
  ID,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { HistoryDocument } from '../../projections/history.js';
import { eventCountOf } from '../audit/compare-made.js';
import { eventsShown, loansShown } from '../audit/compare.view.js';
import { DifferenceEvent, LoanShift, LoanShiftConnection } from '../audit/compare.types.js';
import { answered, givenIn, INPUT, senderOf } from '../graphql/commands.js';
import { type Connection, pageOf } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { rows } from '../graphql/cost.js';
import { badInput } from '../graphql/errors.js';
import { AtLeastArgs } from '../graphql/moment-args.js';
import { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import { PublishReport, REPORT_READS } from './report.commands.js';
import { ReportService } from './report.service.js';
import {
  PublishReportInput,
  Report,
  ReportConnection,
  ReportResult,
  ReportsArgs,
  Restatement,
  RestatementsArgs,
} from './report.types.js';
import { reportView } from './report.view.js';

/** Every loan is read for it, at two moments. */
const WHOLE_FUND = 10_000;
const RESTATED = 20;

@Resolver()
export class ReportResolver {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
    private readonly published: ReportService,
  ) {}

  @Mutation(() => ReportResult, {
    description: 'Publishes the figures of the fund at a moment, as the service works them out.',
  })
  async publishReport(
    @Args('input', INPUT) input: PublishReportInput,
    @Context() context: ApiContext,
  ): Promise<ReportResult> {
    const { effectiveOn, ...asked } = givenIn(input);
    if (effectiveOn !== undefined)
      throw badInput([{ path: 'input.effectiveOn', message: 'is the day of publishing' }]);
    const sender = senderOf(context, 'publishReport', input, this.questions.source);
    await this.questions.caughtUp(context, null, REPORT_READS);
    return answered(await this.bus.execute(new PublishReport(asked, sender)));
  }

  @Query(() => ReportConnection, { description: 'What was published, in that order.' })
  async reports(
    @Args() { atLeast, ...page }: ReportsArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<Report>> {
    await this.questions.caughtUp(context, atLeast, ['history']);
    const { readModels } = this.questions.house;
    const within = this.published.within(context);
    const trail = readModels.collection('history');
    const found = await pageOf<HistoryDocument>(readModels.store, trail, { within }, page);
    return {
      ...found,
      edges: found.edges.map(({ cursor, node }) => ({ cursor, node: reportView(node) })),
    };
  }

  @Query(() => Report, {
    nullable: true,
    description: 'A published report; null where there is none such to who asks.',
  })
  async report(
    @Args('report', { type: () => ID, description: 'What people name it by.' }) report: string,
    @Args() { atLeast }: AtLeastArgs,
    @Context() context: ApiContext,
  ): Promise<Report | null> {
    await this.questions.caughtUp(context, atLeast, ['history']);
    const found = await this.published.find(report, context);
    return found && reportView(found);
  }

  @Query(() => [Restatement], {
    nullable: true,
    complexity: ({ childComplexity }) => WHOLE_FUND + RESTATED * childComplexity,
    description:
      'The figures of a report that would be others by what is known since, and because of what; ' +
      'null where there is no such report to who asks.',
  })
  async restatements(
    @Args() { report, atLeast, ...asking }: RestatementsArgs,
    @Context() context: ApiContext,
  ): Promise<Restatement[] | null> {
    await this.questions.caughtUp(context, atLeast, REPORT_READS);
    return this.published.restatements(report, asking, context);
  }
}

@Resolver(() => Restatement)
export class RestatementResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => [DifferenceEvent], {
    complexity: rows(4),
    description:
      'What was recorded since with effect on or before that day: in rupiah they add up to the ' +
      'difference. At most 200, those that did most.',
  })
  events(
    @Parent() { made }: Restatement,
    @Context() context: ApiContext,
  ): Promise<DifferenceEvent[]> {
    return eventsShown(this.questions, context, made);
  }

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'How many there are; null where there may be more than are told: too many loans moved to ' +
      'open each, or a loan has too many events to try each.',
  })
  eventCount(@Parent() { made }: Restatement): Promise<number | null> {
    return eventCountOf(made);
  }

  @ResolveField(() => LoanShiftConnection, {
    description: 'The loans that made it differ, the largest first; 1,000 are told.',
  })
  loans(@Parent() { made }: Restatement, @Args() page: PageArgs): Promise<Connection<LoanShift>> {
    return loansShown(made, page);
  }
}
