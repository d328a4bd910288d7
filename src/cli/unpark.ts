import type { Config } from '../config.js';
import type { ParkedIn } from '../read-model/parking.js';
import { asJson, type ExitStatus, type Terminal } from './outcome.js';
import { runJob } from './run-job.js';

export interface UnparkFlags {
  readonly document?: string;
  readonly json?: boolean;
}

const inWords = ({ readModel, document, position, message }: ParkedIn): string =>
  `  ${readModel} ${document ?? '(all of it)'}, from ${position}: ${message}`;

/** Has what is parked tried again; status 1 where something waits all the same. */
export const unparkAll = async (
  config: Config,
  readModel: string | undefined,
  { document, json = false }: UnparkFlags,
  { out }: Terminal,
): Promise<ExitStatus> => {
  const named = document !== undefined;
  const { tried, left, isUnderWay } = await runJob(config, 'unpark', 'unpark', {
    readModel,
    document,
  });
  if (json) out(asJson({ tried, left, isUnderWay }));
  else if (tried.length === 0) out(named ? 'nothing of that name is parked' : 'nothing is parked');
  else {
    const isLeft = (one: ParkedIn): boolean =>
      left.some((two) => two.readModel === one.readModel && two.document === one.document);
    const gone = tried.filter((one) => !isLeft(one));
    if (gone.length > 0)
      out(['replayed, nothing of it waits any more:', ...gone.map(inWords)].join('\n'));
    const why = isUnderWay
      ? 'not done yet: whoever folds them goes on with it, see system { parked }'
      : 'still waits, this needs another fix (restart the service with it first)';
    if (left.length > 0) out([`${why}:`, ...left.map(inWords)].join('\n'));
  }
  return left.length > 0 || (named && tried.length === 0) ? 1 : 0;
};
