import type { Allocation } from './loan.events.js';

type Entry = readonly [payment: string, allocation: Allocation];

const WHOLES = ['lateFee', 'interest', 'principal', 'credit', 'recovered', 'forgiven'] as const;

const sameParts = (a: Allocation['instalments'], b: Allocation['instalments']): boolean =>
  a.length === b.length &&
  a.every(({ no, interest, principal }, index) => {
    const other = b[index];
    return no === other?.no && interest === other.interest && principal === other.principal;
  });

export const sameAllocation = (a: Allocation, b: Allocation): boolean =>
  WHOLES.every((whole) => (a[whole] ?? 0) === (b[whole] ?? 0)) &&
  sameParts(a.instalments, b.instalments);

/**
 * The last recorded allocation of each payment, by the id of the event that recorded it. A state
 * of a loan adds a link to what was recorded before and copies nothing, or a long life would cost
 * the square of its length; only where somebody asks is it put together.
 */
export class RecordedAllocations {
  static readonly NONE = new RecordedAllocations(null, []);
  #all: ReadonlyMap<string, Allocation> | undefined;

  private constructor(
    private readonly before: RecordedAllocations | null,
    private readonly own: readonly Entry[],
  ) {}

  with(...own: readonly Entry[]): RecordedAllocations {
    return new RecordedAllocations(this, own);
  }

  get(payment: string): Allocation | undefined {
    this.#all ??= this.together();
    return this.#all.get(payment);
  }

  private together(): ReadonlyMap<string, Allocation> {
    const owns = [this.own];
    let link = this.before;
    for (; link && !link.#all; link = link.before) owns.push(link.own);
    const all = new Map(link ? link.#all : []);
    for (const own of owns.toReversed())
      for (const [payment, allocation] of own) all.set(payment, allocation);
    return all;
  }
}
