import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Recorded } from './log.js';

export interface Filter {
  readonly matches: (record: Recorded) => boolean;
  /** How many events are considered between two checkpoints; 0 without a filter. */
  readonly checkpointEvery: number;
}

type Expression = streams.ReadReq.Options.FilterOptions.Expression;

const tester = (expression: Expression): ((text: string) => boolean) => {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  const regex = new RegExp(expression.getRegex(), 'u');
  return (text) => regex.test(text);
};

const DEFAULT_WINDOW = 32;

export const filterOf = (options: streams.ReadReq.Options.FilterOptions | undefined): Filter => {
  const window = options?.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  const checkpointEvery = (options?.getCheckpointintervalmultiplier() ?? 0) * window;
  const byStream = options?.getStreamIdentifier();
  const expression = byStream ?? options?.getEventType();
  if (!expression) return { matches: () => true, checkpointEvery };
  const test = tester(expression);
  const matches = (record: Recorded): boolean => test(byStream ? record.streamId : record.type);
  return { matches, checkpointEvery };
};
