import { type Connection } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { pageOfList } from '../graphql/list.js';
import type { PageArgs } from '../graphql/paging.js';
import type { Questions } from '../house/questions.js';
import { eventView } from '../lending/explain.view.js';
import { type Made, told } from './compare-made.js';
import type { DifferenceEvent, LoanShift } from './compare.types.js';
import { trailOf } from './trail.js';

/** The events behind a difference, as they stand in the trail. */
export const eventsShown = async (
  questions: Questions,
  context: ApiContext,
  made: Made,
): Promise<DifferenceEvent[]> => {
  const { events } = await made.found();
  const shown = told(events, made);
  const entryAt = await trailOf(questions, context, shown);
  return shown.map(({ step, since, amount, note, position }) => ({
    ...{ step, since, amount, note, event: eventView(entryAt({ position })) },
  }));
};

export const loansShown = async (made: Made, page: PageArgs): Promise<Connection<LoanShift>> => {
  const found = await pageOfList(made.loans, ({ loan }) => loan, page);
  return { ...found, totalCount: async () => made.loanCount };
};
