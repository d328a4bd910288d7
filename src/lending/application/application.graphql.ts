import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { TrailArgs } from '../../audit/history.inputs.js';
import { HistoryService, type Trail, until } from '../../audit/history.service.js';
import { HistoryConnection } from '../../audit/history.types.js';
import { type Connection } from '../../graphql/connections.js';
import type { ApiContext } from '../../graphql/context.js';
import { rows } from '../../graphql/cost.js';
import { MomentArgs } from '../../graphql/moment-args.js';
import { Questions } from '../../house/questions.js';
import type { DocumentKind } from '../../mitra/mitra.events.js';
import { MitraService } from '../../mitra/mitra.service.js';
import { Mitra } from '../../mitra/mitra.types.js';
import { DOCUMENT_NAMES } from '../../mitra/names.js';
import { ApplicationsArgs } from './application.inputs.js';
import { ApplicationService } from './application.service.js';
import {
  ApplicationPaper,
  LoanApplication,
  LoanApplicationConnection,
} from './application.types.js';

const papersOf = (kinds: readonly DocumentKind[]): ApplicationPaper[] =>
  kinds.map((kind) => ({ kind, kindName: DOCUMENT_NAMES[kind].id }));

@Resolver(() => LoanApplication)
export class ApplicationResolver {
  constructor(
    private readonly questions: Questions,
    private readonly service: ApplicationService,
    private readonly mitras: MitraService,
    private readonly histories: HistoryService,
  ) {}

  @Query(() => LoanApplication, {
    nullable: true,
    description: 'An application at a moment; null before it was proposed, or known.',
  })
  async application(
    @Args('number', { description: "The loan's number." }) number: string,
    @Args() { atLeast, ...asking }: MomentArgs,
    @Context() context: ApiContext,
  ): Promise<LoanApplication | null> {
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, ['loan-applications', ...readModels]);
    return this.service.find(number, await this.questions.moment(asking), context);
  }

  @Query(() => LoanApplicationConnection, {
    description: 'Applications as they stand today, by number.',
  })
  async applications(
    @Args() { filter, atLeast, ...page }: ApplicationsArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<LoanApplication>> {
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, ['loan-applications', ...readModels]);
    return this.service.page(filter ?? {}, page, context);
  }

  @ResolveField(() => Mitra, { description: 'Who asks (calon mitra binaan).' })
  async mitra(
    @Parent() { document, moment }: LoanApplication,
    @Context() context: ApiContext,
  ): Promise<Mitra> {
    const { mitra: code } = document;
    return (
      (await this.mitras.find(code, moment, context)) ?? this.mitras.ofLoan(code, moment, context)
    );
  }

  @ResolveField(() => String, { nullable: true, description: 'Null for who may not see it.' })
  async purpose(
    @Parent() application: LoanApplication,
    @Context() context: ApiContext,
  ): Promise<string | null> {
    return (await this.service.personal(application, context))?.purpose ?? null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: "The survey's notes; null for who may not see them.",
  })
  async surveyNotes(
    @Parent() application: LoanApplication,
    @Context() context: ApiContext,
  ): Promise<string | null> {
    return (await this.service.personal(application, context))?.survey?.notes ?? null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Why it was turned down; null for who may not see it.',
  })
  async rejectionReason(
    @Parent() application: LoanApplication,
    @Context() context: ApiContext,
  ): Promise<string | null> {
    return (await this.service.personal(application, context))?.rejected?.reason ?? null;
  }

  @ResolveField(() => [ApplicationPaper], {
    complexity: rows(10),
    description: 'What was there when it was proposed, and what has come since.',
  })
  async documents(@Parent() application: LoanApplication): Promise<ApplicationPaper[]> {
    return papersOf((await this.service.papers(application)).there);
  }

  @ResolveField(() => [ApplicationPaper], {
    complexity: rows(10),
    description: 'What its checklist asks for and is not there (kekurangan berkas).',
  })
  async missingDocuments(@Parent() application: LoanApplication): Promise<ApplicationPaper[]> {
    return papersOf((await this.service.papers(application)).missing);
  }

  @ResolveField(() => HistoryConnection, { description: 'Its audit trail, oldest first.' })
  history(
    @Parent() { number, moment }: LoanApplication,
    @Args() page: TrailArgs,
    @Context() context: ApiContext,
  ): Promise<Trail> {
    return this.histories.page(context, { loan: number, ...until(moment) }, page);
  }
}
