import type { LocalDate } from '../kernel/local-date.js';
import type { Moment } from '../kernel/moment.js';
import { type Position, START } from '../kernel/envelope.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import { HEAD, type LoanPosition, positionAt } from './position.js';
import { replay, type Replay } from './replay.js';
import { marksOf } from './steps.js';
import type { LoanTimeline } from './timeline.js';

interface Whole {
  /** From this day on, and known to this position, all that is recorded counts. */
  readonly lastOn: LocalDate;
  readonly lastAt: Position;
  replay?: Replay;
}

/** A memory only, by what it was worked out from: without it the same is worked out anew. */
const wholes = new WeakMap<LoanTimeline, Whole>();

const wholeOf = (timeline: LoanTimeline): Whole => {
  const known = wholes.get(timeline);
  if (known) return known;
  const marks = marksOf(timeline);
  const { signed } = timeline;
  const whole: Whole = {
    lastOn: marks.at(-1)?.effectiveOn ?? signed.effectiveOn,
    lastAt: marks.reduce((last, { position }) => (position > last ? position : last), START),
  };
  wholes.set(timeline, whole);
  return whole;
};

interface Stood extends Moment {
  readonly policies: readonly AdoptedPolicy[];
  readonly position: LoanPosition | null;
}

const stood = new WeakMap<LoanTimeline, Stood>();

/** A replay for who only looks: where all that is recorded counts, it is always the same. */
export const replayed = (timeline: LoanTimeline, moment: Moment): Replay => {
  const whole = wholeOf(timeline);
  const isAll = whole.lastOn <= moment.asOf && whole.lastAt <= moment.known;
  return isAll ? (whole.replay ??= replay(timeline, HEAD)) : replay(timeline, moment);
};

/** A position for who only looks: asked again about the same moment it is the same. */
export const positionSeen = (
  timeline: LoanTimeline,
  moment: Moment,
  policies: readonly AdoptedPolicy[],
): LoanPosition | null => {
  const { asOf, known } = moment;
  const last = stood.get(timeline);
  if (last?.asOf === asOf && last.known === known && last.policies === policies)
    return last.position;
  const position = positionAt(timeline, moment, policies, replayed(timeline, moment));
  stood.set(timeline, { asOf, known, policies, position });
  return position;
};
