import { statSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { opening } from '../house/opening.js';
import { type BenchHouse, benchHouse } from './bench-house.js';
import { eventsOf } from './bench-log.js';
import { type BenchPlace, benchPlace } from './bench-place.js';
import { commands, longLoan } from './commands-bench.js';
import type { Effort } from './effort.js';
import { fsyncTime } from './fsync.js';
import { lag } from './lag-bench.js';
import { chainAndTree, fullVerification } from './proof-bench.js';
import { oneLoan, wholeFund } from './questions-bench.js';
import { type Measured, median } from './ratios.js';
import { besideEmmett, rebuildAll } from './rebuild-bench.js';
import { list, memory, start } from './served-bench.js';
import { PROGRAMS, type Programs } from './service-process.js';

/** A figure with what the disk took to keep one page just before and after, in milliseconds. */
export interface Figure extends Measured {
  readonly fsync: number;
}

/** The figures of one log. */
export interface SizeReport {
  readonly events: number;
  readonly loans: number;
  /** Of the file: the log and all read models. */
  readonly bytes: number;
  readonly figures: readonly Figure[];
}

export interface BenchReport {
  readonly machine: {
    readonly model: string;
    readonly processors: number;
    readonly memory: number;
    readonly system: string;
    readonly node: string;
  };
  readonly seed: number;
  readonly sizes: readonly SizeReport[];
  /** What could not be compared, and why. */
  readonly left: readonly string[];
}

/** Parts of the bench, each by the name it is asked for. */
export const PARTS = [
  ...['commands', 'long-loan', 'rebuild', 'questions', 'proof', 'lag'],
  ...['list', 'memory', 'start', 'emmett'],
] as const;

export interface Asked {
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly parts: readonly string[];
  readonly effort: Effort;
  readonly programs?: Programs;
  readonly onStep?: (step: string) => void;
}

type Part = readonly [name: string, measure: () => Promise<Measured | readonly Measured[]>];

const MOST_PROGRESS = 100_000;

/** Each part asked for, one after another. */
const run = async (
  { parts, onStep }: Asked,
  { directory, events }: BenchPlace,
  all: readonly Part[],
): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const [name, measure] of all) {
    if (!parts.includes(name)) continue;
    onStep?.(`${events} events: ${name}`);
    const before = fsyncTime(directory);
    const measured = [await measure()].flat();
    const fsync = median([before, fsyncTime(directory)]);
    figures.push(...measured.map((one) => ({ ...one, fsync })));
  }
  return figures;
};

const placeOf = async (events: number, { seed, onStep }: Asked): Promise<BenchPlace> => {
  onStep?.(`${events} events: writing the log`);
  return benchPlace({ events, seed }, (written) => {
    if (written > 0 && written % MOST_PROGRESS === 0) onStep?.(`${written} of ${events} written`);
  });
};

/** What is asked of a service in this process; the lag last, as it makes the service follow. */
const inside = async (asked: Asked, place: BenchPlace, few: BenchPlace): Promise<Figure[]> => {
  const { effort } = asked;
  const { keep, close } = opening();
  try {
    asked.onStep?.(`${place.events} events: folding them`);
    const books = keep(await benchHouse(place));
    const questions = async (): Promise<readonly Measured[]> => {
      const short = few === place ? books : keep(await benchHouse(few));
      return [...(await oneLoan(short, books, effort)), ...(await wholeFund(books, effort))];
    };
    return await run(asked, place, [
      ['rebuild', () => rebuildAll(books, effort)],
      ['questions', questions],
      ['proof', async () => [await fullVerification(books, effort)]],
      ['commands', () => commands(books, effort)],
      ['long-loan', () => longLoan(books, effort)],
      ['proof', () => chainAndTree(books, effort)],
      ['lag', () => lag(books, effort)],
    ]);
  } finally {
    await close();
  }
};

/** What is asked of a service in a process of its own. */
const outside = (asked: Asked, place: BenchPlace, empty: BenchPlace): Promise<Figure[]> => {
  const { effort, programs = PROGRAMS } = asked;
  return run(asked, place, [
    ['list', () => list(place, effort, programs)],
    ['memory', () => memory(place, effort, programs)],
    ['start', () => start(empty, place, effort, programs)],
  ]);
};

const sizeOf = async (
  asked: Asked,
  place: BenchPlace,
  [few, empty]: readonly [BenchPlace, BenchPlace],
): Promise<SizeReport> => {
  const figures = [...(await inside(asked, place, few)), ...(await outside(asked, place, empty))];
  const { events, loans, file } = place;
  return { events, loans, bytes: statSync(file).size, figures };
};

/** Beside Emmett, at as many documents as the goal names. */
const emmettOf = async (asked: Asked): Promise<SizeReport> => {
  const { effort } = asked;
  const place = await placeOf(eventsOf(effort.documents), asked);
  const { keep, close } = opening();
  keep(place);
  try {
    const books: BenchHouse = keep(await benchHouse(place));
    const figures = await run(asked, place, [['emmett', () => besideEmmett(books, effort)]]);
    const { events, loans, file } = place;
    return { events, loans, bytes: statSync(file).size, figures };
  } finally {
    await close();
  }
};

const machine = (): BenchReport['machine'] => ({
  ...{ model: cpus()[0]?.model ?? '', processors: cpus().length, memory: totalmem() },
  ...{ system: `${type()} ${release()}`, node: process.version },
});

/** Every figure asked for, on a log of each size. @throws where the service answers an error */
export const measureAll = async (asked: Asked): Promise<BenchReport> => {
  const { keep, close } = opening();
  const [sizes, left]: [SizeReport[], string[]] = [[], []];
  try {
    if (asked.parts.some((part) => part !== 'emmett')) {
      const empty = keep(await placeOf(0, asked));
      let few: BenchPlace | undefined;
      for (const events of asked.sizes.toSorted((a, b) => a - b)) {
        const place = keep(await placeOf(events, asked));
        few ??= place;
        sizes.push(await sizeOf(asked, place, [few, empty]));
      }
    }
    if (asked.parts.includes('emmett')) {
      const beside = await emmettOf(asked);
      if (beside.figures.length > 0) sizes.push(beside);
      else left.push('Emmett is not installed: not compared');
    }
    return { machine: machine(), seed: asked.seed, sizes, left };
  } finally {
    await close();
  }
};
