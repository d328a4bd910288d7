import { v5 as uuidv5 } from 'uuid';
import { handle, type Handled } from '../../event-store/handle.js';
import { OutcomeUnknown, StoreUnavailable } from '../../event-store/port.js';
import { unavailable } from '../../graphql/errors.js';
import type { Sender } from '../../house/command.js';
import type { House } from '../../house/house.js';
import { inFuture } from '../../kernel/decider.js';
import { type Position, START } from '../../kernel/envelope.js';
import { jakartaDate, type LocalDate } from '../../kernel/local-date.js';
import { isRefusal, type Refusal } from '../../kernel/refusal.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import type { Collectability } from '../../policy/policy.events.js';
import { closeDay, lookAt } from './close-day.js';
import type { Letter } from './collection.events.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import type { LoanEvent } from '../loan.events.js';
import type { LoanTimeline } from '../timeline.js';

/** A loan with what tells who may read of it. */
type Whose = Pick<LoanTimeline, 'loan' | 'mitra' | 'unit'>;

/** What closing a day came to; plain JSON, as it may cross a socket. */
export interface ClosedDay {
  readonly date: LocalDate;
  /** Loans that were looked at. */
  readonly loans: number;
  readonly changed: number;
  readonly feesCharged: number;
  readonly moves: readonly Move[];
  readonly lettersDue: readonly (Whose & { readonly letter: Letter })[];
  readonly failures: readonly (Whose & { readonly reason: string })[];
  /** Of the last event it recorded, or of the log's head where there was nothing to record. */
  readonly position: Position;
}
type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface Move {
  readonly from: Collectability;
  readonly to: Collectability;
  readonly loans: number;
}

export interface ClosingDay {
  readonly date: LocalDate;
  /** Of this run: the command on each loan gets an id that follows from it. */
  readonly sender: Sender;
  /** How long to wait for the read model that the loans are chosen by. */
  readonly patienceMs: number;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

type Place = Pick<House, 'ledger' | 'readModels'>;

/** So many commands share the store's commits; more at once would only live through more GC. */
const IN_FLIGHT = 64;
const TOLD_EVERY = 500;
const TIMELINES = 'loan-timelines';
const WAITS = 'an event of it waits for a fix: see system { parked }, then close the day again';

const failureOf = (handled: Handled): string | undefined => {
  if (isRefusal(handled)) return `refused: ${handled.refusal} ${JSON.stringify(handled.details)}`;
  return handled.outcome === 'conflict'
    ? 'others kept writing to it: close the day again'
    : undefined;
};

/** One run over all loans. None waits for another, and none is held longer than any command. */
class Run {
  loans = 0;
  changed = 0;
  feesCharged = 0;
  position = START;
  readonly moves: Writable<Move>[] = [];
  readonly lettersDue: (Whose & { letter: Letter })[] = [];
  readonly failures: (Whose & { reason: string })[] = [];

  constructor(
    private readonly place: Place,
    private readonly closing: ClosingDay,
    private readonly policies: readonly AdoptedPolicy[],
  ) {}

  /** Chosen first, all of them: who is looked at is let go before the work begins. */
  async all(): Promise<void> {
    const open = await this.candidates();
    let done = 0;
    const queue = open.values();
    const work = async (): Promise<void> => {
      for (const whose of queue) {
        await this.trying(whose, () => this.close(whose));
        if ((done += 1) % TOLD_EVERY === 0) this.closing.progress?.(done, open.length);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  }

  /** Loans of which something is to be recorded, as the read model has them: most have nothing. */
  private async candidates(): Promise<readonly Whose[]> {
    const open: Whose[] = [];
    const { readModels } = this.place;
    const { store } = readModels;
    const collection = readModels.collection(TIMELINES);
    const total = await store.count(collection);
    for await (const { body } of store.scan<LoanTimeline>(collection)) {
      const { loan, mitra, unit } = body;
      const whose = { loan, mitra, unit };
      await this.trying(whose, () => {
        if (readModels.parkedDocument(TIMELINES, loan)) throw new Error(WAITS);
        if (this.look(whose, body)) open.push(whose);
      });
      this.loans += 1;
      if (this.loans % TOLD_EVERY === 0) this.closing.progress?.(this.loans, total);
    }
    return open;
  }

  private look(whose: Whose, timeline: LoanTimeline): boolean {
    const { date } = this.closing;
    const { isOpen, letters } = lookAt(timeline, date, this.policies);
    for (const letter of letters) this.lettersDue.push({ ...whose, letter });
    return isOpen;
  }

  /** What one loan fails of is no reason not to close the others; a store that is gone is. */
  private async trying(whose: Whose, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.failures.push({ ...whose, reason });
    }
  }

  private async close(whose: Whose): Promise<void> {
    const { loan } = whose;
    const { date, sender } = this.closing;
    let decided: readonly LoanEvent[] = [];
    const command = {
      ...{ ...sender, name: 'closeDay', input: { loan, date } },
      commandId: uuidv5(loan, sender.commandId),
      causationId: sender.commandId,
    };
    const handled = await handle(this.place.ledger, command, {
      ...onLoan(loan, (state, asked) => {
        const outcome = closeDay({ loan, date }, state, asked, this.policies);
        decided = isRefusal(outcome) ? [] : outcome;
        return outcome;
      }),
      withoutPersonal: true,
    });
    const reason = failureOf(handled);
    if (reason !== undefined) this.failures.push({ ...whose, reason });
    else if ('outcome' in handled && handled.outcome === 'done') {
      if (handled.position > this.position) this.position = handled.position;
      for (const fact of decided) this.count(fact);
    }
  }

  private count(fact: LoanEvent): void {
    if (fact.type === 'LateFeeCharged') this.feesCharged += 1;
    if (fact.type !== 'CollectabilityChanged') return;
    this.changed += 1;
    const { from, to } = fact.data;
    const move = this.moves.find((one) => one.from === from && one.to === to);
    if (move) move.loans += 1;
    else this.moves.push({ from, to, loans: 1 });
  }
}

/**
 * Closes a day for every loan: those of which the read model says that something is to be recorded
 * are decided anew on their streams. It may be run again at any time, for any day up to today; a
 * run that was interrupted leaves the rest to the next one.
 * @throws {ApiError} UNAVAILABLE where the read model is behind
 * @throws {StoreUnavailable | OutcomeUnknown}
 */
export const closeTheDay = async (
  place: Place,
  closing: ClosingDay,
): Promise<ClosedDay | Refusal> => {
  const { date, patienceMs } = closing;
  const today = jakartaDate(place.ledger.clock());
  const future = inFuture(date, { today });
  if (future) return future;
  const head = await place.ledger.store.head();
  if (!(await place.readModels.reached(head, patienceMs, [TIMELINES])))
    throw unavailable(1, `the read model ${TIMELINES} is behind the log: close the day again`);
  const kinds = ['COLLECTABILITY', 'LATE_FEE', 'WARNING_LETTERS'] as const;
  const run = new Run(place, closing, await adoptedOf(place.ledger, ...kinds));
  await run.all();
  const { loans, changed, feesCharged, moves, lettersDue: letters, failures } = run;
  return {
    ...{ date, loans, changed, feesCharged, moves, lettersDue: letters, failures },
    position: run.position > head ? run.position : head,
  };
};
