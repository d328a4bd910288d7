import { PROJECTORS } from '../../projections/all.js';
import type { Dice } from '../../src/demo/random.js';
import type { Handled } from '../../src/event-store/handle.js';
import { type Position, START } from '../../src/kernel/envelope.js';
import type { Front } from './front.js';
import type { Process } from './instance.js';
import type { Model } from './model.js';
import { isWeather } from './network.js';
import type { Reference } from './reference.js';
import type { Scheduler } from './scheduler.js';
import { checkShown } from './shown.js';
import type { Trace } from './trace.js';
import { demand } from './violation.js';
import { anyWish, beginning, type Wish } from './wishes.js';

/** What clients know of the service, and where they write down what they were told. */
export interface Counter {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly model: Model;
  readonly reference: Reference;
  /** Those that answer now. */
  readonly processes: () => readonly Process[];
  /** Whether a document waits for a fix, as the store itself has it. */
  readonly isParked: (readModel: string, id: string) => boolean;
  /** Ends the run: for what goes wrong where nobody waits any more. */
  readonly fail: (error: unknown) => void;
  readonly clients: number;
}

const PATIENCE_MS = 6_000;
const ATTEMPTS = 25;

type Answer = Handled | 'unheard';

/** Null where it is to be asked again; anything else that goes wrong ends the run, however late. */
export const heard = <T>(
  { fail }: Pick<Counter, 'fail'>,
  work: () => Promise<T>,
): Promise<T | null> =>
  work().catch((error: unknown) => {
    if (isWeather(error)) return null;
    fail(error);
    throw error;
  });

/** Sends commands and asks questions; believes nothing but what it was told. */
export class Client {
  constructor(
    private readonly name: string,
    private readonly counter: Counter,
    private readonly draw: Dice,
  ) {}

  /** Its own mitra and loan first, then anything. */
  async work(number: number, wishes: number): Promise<void> {
    const { clients } = this.counter;
    for (const wish of beginning(number, this.draw)) await this.insist(wish);
    const sent: Wish[] = [];
    for (let at = 0; at < wishes; at++) {
      await this.counter.scheduler.pause(this.draw.below(1500));
      const wish = anyWish(`${number}-${at}`, clients, this.draw);
      if (this.draw.chance(10)) {
        this.counter.model.sentTwice(wish);
        await Promise.all([this.insist(wish), this.insist(wish)]);
      } else await this.insist(wish);
      sent.push(wish);
      const again = this.draw.pick(sent);
      if (this.draw.chance(15) && this.counter.model.isAcknowledged(again))
        await this.insist(again);
      if (this.draw.chance(60)) await this.ask();
    }
  }

  /** Until it is answered, under the same id; sometimes gives up. */
  async insist(wish: Wish): Promise<void> {
    const { model, scheduler, trace } = this.counter;
    model.sent(wish);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await this.send(wish);
      if (answer !== 'unheard') {
        const told = 'refusal' in answer ? answer.refusal : answer.outcome;
        trace.add(`${scheduler.now} ${this.name} hears of ${wish.name}: ${told}`);
        if ('refusal' in answer) model.refused(wish, answer);
        else if (answer.outcome === 'done') model.acknowledged(wish, answer);
        return;
      }
      model.unheard(wish);
      await scheduler.pause(this.draw.between(50, 2_000));
    }
    trace.add(`${scheduler.now} ${this.name} gives up ${wish.name}`);
  }

  private async send(wish: Wish): Promise<Answer> {
    const { scheduler } = this.counter;
    const process = this.anyProcess();
    if (!process) return 'unheard';
    const late = scheduler.pause(PATIENCE_MS).then(() => null);
    const answered = heard(this.counter, () => process.send(wish));
    return (await Promise.race([answered, late])) ?? 'unheard';
  }

  /** A document that is at least so new: of something that was acknowledged. */
  private async ask(): Promise<void> {
    const { model, scheduler, reference } = this.counter;
    const process = this.anyProcess();
    const known = model.positions();
    if (!process || known.length === 0) return;
    const least = this.draw.chance(60) ? (known.at(-1) ?? START) : this.draw.pick(known);
    const { front } = process;
    if (front && this.draw.chance(50)) return this.askLoan(front, least);
    const { name } = this.draw.pick(PROJECTORS);
    await reference.follow();
    const ids = reference.ids(name);
    if (ids.length === 0) return;
    const id = this.draw.pick(ids);
    const { readModels } = process.itsHouse();
    const question = () => this.document(readModels, { name, id, least });
    await Promise.race([heard(this.counter, question), scheduler.pause(3 * PATIENCE_MS)]);
  }

  private async document(
    readModels: NonNullable<Process['house']>['readModels'],
    { name, id, least }: { readonly name: string; readonly id: string; readonly least: Position },
  ): Promise<void> {
    const { reference, isParked } = this.counter;
    if (!(await readModels.reached(least, PATIENCE_MS, [name]))) return;
    const collection = readModels.collection(name);
    const parked = isParked(name, id);
    const stored = (await readModels.store.load(collection, [id])).get(id);
    await reference.follow();
    const due = reference.due(name, id, least);
    const what = () => `${name}/${id}: ${due} is due at ${least}, shown is ${stored?.position}`;
    if (due && !parked) demand(stored !== undefined && stored.position >= due, what);
    if (stored) reference.check(name, stored);
  }

  /** What a screen shows of a loan: nothing that was acknowledged is missing from it. */
  private async askLoan(front: Front, least: Position): Promise<void> {
    const { model, scheduler, clients } = this.counter;
    const number = `L-${this.draw.below(clients)}`;
    const asked = async (): Promise<void> => {
      checkShown(model, [number, least], await front.loan(number, least));
      model.screens += 1;
    };
    await Promise.race([heard(this.counter, asked), scheduler.pause(3 * PATIENCE_MS)]);
  }

  private anyProcess() {
    const up = this.counter.processes();
    return up.length > 0 ? this.draw.pick(up) : null;
  }
}
