import { askService } from '../house/socket.js';
import type { BenchPlace } from './bench-place.js';
import type { Effort } from './effort.js';
import { askAtOnce } from './http-client.js';
import { inPairs, type Measured, measured, timed } from './ratios.js';
import { PROGRAMS, type Programs, startService } from './service-process.js';

const AT_ONCE = 8;
const MEGABYTE = 1_000_000;

const LIST = `{ loans(first: 50) { edges { node { number
  mitra { code name }
  position { principalOutstanding interestOutstanding daysPastDue collectability } } } } }`;
const CONSTANT = '{ __typename }';

const filled = (answer: unknown): void => {
  const { loans } = answer as { readonly loans: { readonly edges: readonly unknown[] } };
  if (loans.edges.length === 0) throw new Error('the bench was answered no loans');
};

/** Over HTTP, from another process: a list of fifty loans beside the least the server answers. */
export const list = async (
  place: BenchPlace,
  { pairs: count, lists: times }: Effort,
  programs: Programs = PROGRAMS,
): Promise<Measured> => {
  const service = await startService(programs.serve, place.settings);
  try {
    filled(await service.client.ask(LIST));
    const each = async (query: string, asked: number): Promise<number> =>
      (await timed(() => askAtOnce(service.client, query, { times: asked, atOnce: AT_ONCE }))) /
      asked;
    const pairs = await inPairs(
      count,
      () => each(LIST, times),
      () => each(CONSTANT, 5 * times),
    );
    return measured(
      {
        id: 'list',
        name: 'a list of 50 loans with mitra and position to the same server answering a constant',
        ...{ ratioOf: 'speed', wanted: { atLeast: 0.5 }, unit: 'ms', asSpeed: true },
      },
      pairs,
    );
  } finally {
    await service.close();
  }
};

const startOf = async (program: readonly string[], settings: BenchPlace['settings']) => {
  const service = await startService(program, settings);
  await service.close();
  return service.tookMs;
};

/** From the start of the process to its first answer, beside a bare service. */
export const start = async (
  empty: BenchPlace,
  place: BenchPlace,
  effort: Effort,
  programs: Programs = PROGRAMS,
): Promise<Measured[]> => {
  const bare = () => startOf(programs.bare, {});
  const serving = (one: BenchPlace) => () => startOf(programs.serve, one.settings);
  const figure = async (id: string, what: string, one: BenchPlace): Promise<Measured> =>
    measured(
      {
        ...{ id, name: `start to listening, ${what}, to a bare service` },
        ...{ ratioOf: 'time', wanted: { atMost: 1.5 }, unit: 'ms' },
      },
      await inPairs(effort.pairs, serving(one), bare),
    );
  // The first start of all makes keys and catches up: that is not what a start is.
  for (const one of [empty, place]) await serving(one)();
  return [
    await figure('start-empty', 'an empty log', empty),
    await figure('start', `a log of ${place.events} events`, place),
  ];
};

const MOST_MEMORY = 300 * MEGABYTE;

/** The most that a service holds that answers and, meanwhile, rebuilds all it answers from. */
export const memory = async (
  place: BenchPlace,
  { lists: times }: Effort,
  programs: Programs = PROGRAMS,
): Promise<Measured> => {
  const service = await startService(programs.serve, place.settings);
  try {
    await askAtOnce(service.client, LIST, { times, atOnce: AT_ONCE });
    let rebuilding = true;
    const rebuilt = askService(place.config.eventStore.name, 'rebuild', { readModels: [] }, () => {
      return;
    }).finally(() => (rebuilding = false));
    while (rebuilding) await askAtOnce(service.client, LIST, { times: 8, atOnce: 2 });
    const { events } = await rebuilt;
    if (events < place.events) throw new Error('a rebuild of the bench missed events');
    const most = service.memory();
    return {
      id: 'memory',
      name: `memory of a service that answers and rebuilds ${events} events, to 300 MB`,
      ...{ ratioOf: 'memory', ratio: most / MOST_MEMORY, wanted: { atMost: 1 }, pairs: 1 },
      ...{ ours: most / MEGABYTE, limit: MOST_MEMORY / MEGABYTE, unit: 'MB' },
    };
  } finally {
    await service.close();
  }
};
