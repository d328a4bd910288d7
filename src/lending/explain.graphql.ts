import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { trailOf } from '../audit/trail.js';
import type { ApiContext } from '../graphql/context.js';
import { rows } from '../graphql/cost.js';
import { Questions } from '../house/questions.js';
import { explain, type Figure } from './explain.js';
import { explainClass } from './explain-class.js';
import { ClassExplanation, ExplainedPart } from './explain.types.js';
import { classView, partView } from './explain.view.js';
import { FigureEnum, Position } from './position.types.js';

@Resolver(() => Position)
export class PositionResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => [ExplainedPart], {
    complexity: rows(40),
    description: 'The events that make up a figure; their amounts add up to it exactly.',
  })
  async explain(
    @Parent() { timeline, moment }: Position,
    @Args('figure', { type: () => FigureEnum, description: 'Which figure.' }) figure: Figure,
    @Context() context: ApiContext,
  ): Promise<ExplainedPart[]> {
    const parts = explain(timeline, moment, figure);
    const sources = parts.map(({ source }) => source);
    const entryAt = await trailOf(this.questions, context, sources);
    const policies = await this.questions.policies(context);
    return parts.map((part) => partView(part, timeline, { entryAt, policies }));
  }

  @ResolveField(() => ClassExplanation, {
    complexity: rows(10),
    description: 'Why it has its class and its days past due, or why it has none.',
  })
  async explainClass(
    @Parent() { timeline, moment }: Position,
    @Context() context: ApiContext,
  ): Promise<ClassExplanation> {
    const policies = await this.questions.policies(context);
    const explained = explainClass(timeline, moment, policies);
    if (!explained) throw new Error('a loan that is shown has an agreement');
    const { events, keptBy } = explained;
    const sources = [...events.map(({ source }) => source), ...(keptBy ? [keptBy] : [])];
    return classView(explained, await trailOf(this.questions, context, sources));
  }
}
