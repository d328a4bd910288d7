import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Dice } from '../../src/demo/random.js';
import { built } from '../built.js';

/** A program of ours in a process of its own, and which of its writes are the work. */
export interface Victim {
  /** Of what is built. */
  readonly script: string;
  readonly args: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly isWork: (announced: string) => boolean;
  /** A line of its standard output. */
  readonly hear?: (line: string) => void;
}

/** How long a run takes without a kill, in milliseconds and in writes. */
export interface Course {
  readonly opensIn: number;
  readonly works: number;
  /** From the first of them to the next. */
  readonly eachTakes: number;
}

/** When to kill: `ms` after so many writes have begun, or after the start where there is none. */
interface Aim {
  readonly works: number;
  readonly ms: number;
}

/** What is still asked of an append after a kill: it was acknowledged, and so it is there. */
export interface Acknowledged {
  readonly streamId: string;
  readonly revision: number;
  readonly position: string;
}

export interface Run {
  /** Null where it was killed. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly acknowledged: readonly Acknowledged[];
  readonly course: Course;
}

const OPENING_PERCENT = 10;

export const aimedAt = (fate: Dice, { opensIn, works, eachTakes }: Course): Aim =>
  fate.chance(OPENING_PERCENT)
    ? { works: 0, ms: fate.below(Math.max(1, Math.floor(opensIn))) }
    : { works: 1 + fate.below(works), ms: fate.below(1 + Math.ceil(eachTakes)) };

/** What a victim says of its writes, and when. */
class Ears {
  readonly acknowledged: Acknowledged[] = [];
  readonly beganAt = performance.now();
  works = 0;
  firstAt = 0;
  lastAt = 0;

  constructor(private readonly isWork: Victim['isWork']) {}

  hear(line: string): void {
    const [what, streamId = '', revision = '', position = ''] = line.split(' ');
    // The last line of the dead may be torn.
    if (what === 'appended' && position.length === 20)
      this.acknowledged.push({ streamId, revision: Number(revision), position });
    if (!this.isWork(line)) return;
    this.works += 1;
    this.lastAt = performance.now();
    if (this.works === 1) this.firstAt = this.lastAt;
  }

  get course(): Course {
    const { works, firstAt, lastAt, beganAt } = this;
    const eachTakes = (lastAt - firstAt) / Math.max(1, works - 1);
    return { works, opensIn: firstAt - beganAt, eachTakes };
  }
}

const textOf = (stream: Readable): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (some: string) => (text += some));
  return () => text;
};

/** Runs to its end or to the kill that is aimed at it. */
export const run = async (victim: Victim, aim?: Aim): Promise<Run> => {
  const at = (path: string): string => join(built(), path);
  const preloaded = ['--import', pathToFileURL(at('test/crash/announce.js')).href];
  const child = spawn(process.execPath, [...preloaded, at(victim.script), ...victim.args], {
    env: victim.settings,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  const [, stdout, stderr, announced] = child.stdio as unknown as readonly Readable[];
  if (!stdout || !stderr || !announced) throw new Error('all of them are pipes');
  const ears = new Ears(victim.isWork);
  const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), aim?.ms);
  createInterface(announced).on('line', (line) => {
    const before = ears.works;
    ears.hear(line);
    if (aim && ears.works === aim.works && before < aim.works) kill();
  });
  if (aim?.works === 0) kill();
  const { hear } = victim;
  if (hear) createInterface(stdout).on('line', hear);
  const [out, err] = [textOf(stdout), textOf(stderr)];
  const [status] = await closed;
  const { acknowledged, course } = ears;
  return { status, out: out(), err: err(), acknowledged, course };
};
