import { setImmediate } from 'node:timers/promises';
import { v4 } from 'uuid';
import type { Core } from './core.js';
import type { Recorded } from './log.js';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
} from './messages.js';
import type { Outlet } from './outlet.js';
import { consumerTooSlow, type Refusal } from './refusals.js';

export interface Followed {
  /** Grows. */
  readonly records: readonly Recorded[];
  /** The index of the first one to send. */
  readonly from: number;
  readonly wanted: (record: Recorded) => boolean;
  /** Why it cannot be followed any further, if so. */
  readonly refusal: () => Refusal | undefined;
  /** A checkpoint comes after so many records, wanted or not; 0 for none. */
  readonly checkpointEvery: number;
  readonly uuidAsText: boolean;
}

/** So many records are looked at before others get their turn. */
const TURN = 1000;

/** From an index on, first what there is, as fast as it is read, then what comes. */
export class Subscription {
  private next: number;
  /** How many there were before the last write. */
  private known: number;
  private considered = 0;
  private live = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly core: Core,
    private readonly outlet: Outlet,
    private readonly followed: Followed,
  ) {
    this.next = followed.from;
    this.known = followed.records.length;
  }

  async run(): Promise<void> {
    const forgets = [
      this.core.log.onWrite(() => this.written()),
      this.core.faults.canDrop(() => this.end(consumerTooSlow())),
    ];
    this.outlet.onEnd(() => this.wake?.());
    await this.outlet.write(confirmationResponse(v4()));
    while (!this.outlet.ended) await this.round();
    for (const forget of forgets) forget();
  }

  private async round(): Promise<void> {
    while (this.next < this.followed.records.length && !this.outlet.ended) await this.turn();
    const refusal = this.followed.refusal();
    if (refusal) return this.end(refusal);
    if (!this.live) {
      this.live = true;
      await this.outlet.write(caughtUpResponse());
    }
    if (this.next < this.followed.records.length || this.outlet.ended) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private async turn(): Promise<void> {
    const { records, wanted, uuidAsText } = this.followed;
    for (let left = TURN; left > 0 && !this.outlet.ended; left--) {
      const record = records[this.next];
      if (!record) return;
      this.next += 1;
      const blocked = wanted(record)
        ? this.outlet.write(eventResponse(record, uuidAsText))
        : undefined;
      if (blocked) await blocked;
      await this.checkpoint(record);
    }
    if (!this.outlet.ended) await setImmediate();
  }

  /** While catching up the server sends some that are of no use to anybody. */
  private checkpoint({ position }: Recorded): Promise<void> | undefined {
    const every = this.followed.checkpointEvery;
    this.considered += 1;
    if (every === 0 || this.considered % every !== 0) return undefined;
    const turn = (this.considered / every) % 3;
    const odd = this.core.options.oddCheckpoints && !this.live;
    if (odd && turn === 1) return this.outlet.write(checkpointResponse(0, 0));
    return this.outlet.write(checkpointResponse(position, odd && turn === 2 ? 0 : position));
  }

  private written(): void {
    const { length } = this.followed.records;
    const behind = this.live && this.outlet.blocked && length > this.known && this.isFull();
    if (behind) return this.end(consumerTooSlow());
    this.known = length;
    this.wake?.();
  }

  private isFull(): boolean {
    const { records, wanted } = this.followed;
    const { liveSlots } = this.core.options;
    if (this.known - this.next < liveSlots) return false;
    return records.slice(this.next, this.known).filter(wanted).length >= liveSlots;
  }

  private end(refusal: Refusal): void {
    this.outlet.fail(refusal);
    this.wake?.();
  }
}
