import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import type { ApiContext } from '../graphql/context.js';
import { Questions } from '../house/questions.js';
import { labelOf } from './activity-labels.js';
import { activityOf } from './activity.js';
import { Activity, ActivityArgs } from './activity.types.js';
import { basisOf } from './basis.graphql.js';
import { trailFilter } from './history.filter.js';
import { readTrail } from './trail-reader.js';

/** Points for reading the whole trail through, were it asked for. */
const WHOLE_TRAIL = 5_000;

@Resolver()
export class ActivityResolver {
  constructor(private readonly questions: Questions) {}

  @Query(() => Activity, {
    complexity: ({ childComplexity }) => WHOLE_TRAIL + childComplexity,
    description: 'Who did how much, and how late, of what who asks may read of the audit trail.',
  })
  async activity(
    @Args() { filter, by, orderBy, atLeast, ...asking }: ActivityArgs,
    @Context() context: ApiContext,
  ): Promise<Activity> {
    const scope = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, ['history', ...scope.readModels]);
    const { known } = await this.questions.moment(asking, ['history']);
    const limits = { known, asOf: asking.asOf ?? undefined };
    const wanted = { and: [await scope.entries(), trailFilter(filter ?? {}, limits)] };
    const entries = readTrail(this.questions.house.readModels, wanted);
    const { rows, total } = await activityOf(entries, by, orderBy ?? 'KEY');
    const labelled = rows.map((row) => {
      const { en: english, id: indonesian } = labelOf(by, row.key);
      return { ...row, label: { english, indonesian } };
    });
    return { rows: labelled, total, basis: basisOf(limits) };
  }
}
