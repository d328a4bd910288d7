import type { Instant } from '../kernel/local-date.js';

/** What stands in the way of a checkpoint; nobody but a person can tell how it came about. */
export const ALARM_CODES = [
  'LOG_CONTRADICTS_TREE',
  'TREE_DAMAGED',
  'LOG_CONTRADICTS_CHECKPOINT',
  'LOG_SMALLER_THAN_CHECKPOINT',
  'CHECKPOINT_OF_ANOTHER_LOG',
  'CHECKPOINT_NOT_OURS',
  'CHECKPOINT_PLACE_UNAVAILABLE',
  'SIGNING_KEY_UNAVAILABLE',
  'WITNESS_REFUSED',
  'TREE_STOPPED',
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

export interface Alarm {
  readonly code: AlarmCode;
  readonly message: string;
  readonly since: Instant;
}

/** A reason not to sign; what it says becomes an alarm. */
export class Alarming extends Error {
  override readonly name = 'Alarming';
  constructor(
    readonly code: AlarmCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One that is about a thing of its own, as one of several witnesses. */
export type AlarmAbout = readonly [code: AlarmCode, about: string];

const MOST = 100;

/** What is wrong now: each thing once, from when it was first seen until it is gone. */
export class Alarms {
  private readonly standing = new Map<string, Alarm>();

  constructor(
    private readonly clock: () => Instant,
    private readonly log: (message: string, details: object) => void,
  ) {}

  raise(what: AlarmCode | AlarmAbout, message: string): void {
    const [code] = asAbout(what);
    const known = this.standing.get(keyOf(what));
    if (known?.message === message) return;
    const alarm = { code, message, since: known?.since ?? this.clock() };
    // Beyond so many of a kind nobody reads on; the log has each.
    const alike = this.all().filter((one) => one.code === code);
    if (known || alike.length < MOST) this.standing.set(keyOf(what), alarm);
    this.log('alarm', alarm);
  }

  /** A code alone does not clear what is about a thing of its own. */
  clear(...whats: readonly (AlarmCode | AlarmAbout)[]): void {
    for (const what of whats)
      if (this.standing.delete(keyOf(what))) this.log('alarm over', { code: asAbout(what)[0] });
  }

  stands(what: AlarmCode | AlarmAbout): boolean {
    return this.standing.has(keyOf(what));
  }

  all(): readonly Alarm[] {
    return [...this.standing.values()];
  }
}

const asAbout = (what: AlarmCode | AlarmAbout): AlarmAbout =>
  typeof what === 'string' ? [what, ''] : what;
const keyOf = (what: AlarmCode | AlarmAbout): string => asAbout(what).join(' ');
