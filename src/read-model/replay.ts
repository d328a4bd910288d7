import type { EventStore } from '../event-store/port.js';
import { type Batch, batchOf, justBefore } from './decoding.js';
import { isDamage, messageOf, type PoisonEvent } from './faults.js';
import { type Folded, foldBatch } from './fold.js';
import { type FoldingOptions, loading, saveFolded } from './folding.js';
import type { Checkpoint, Parked } from './port.js';
import type { Projection } from './projection.js';

const BATCH = 500;

type Options = FoldingOptions & { readonly store: Pick<EventStore, 'readAll'> };

const earliest = (parked: readonly Parked[]): Parked | undefined =>
  parked.toSorted((a, b) => (a.after < b.after ? -1 : 1))[0];

/** What waits for a replay, and what of it has been parked again. */
class Replay {
  private readonly waiting: ReadonlyMap<string, Parked>;
  readonly again = new Map<string, Parked>();

  constructor(
    private readonly options: Options,
    private readonly projection: Projection,
    parked: readonly Parked[],
  ) {
    this.waiting = new Map(parked.flatMap((one) => (one.document ? [[one.document, one]] : [])));
  }

  going(): readonly string[] {
    return [...this.waiting.keys()].filter((document) => !this.again.has(document));
  }

  /** All at once; where what is kept of one is damaged, one by one, so that others go on. */
  async fold(batch: Batch): Promise<void> {
    const going = this.going();
    try {
      await this.foldSome(batch, going);
    } catch (error) {
      if (!isDamage(error)) throw error;
      for (const one of going)
        await this.foldSome(batch, [one]).catch((damage: unknown) => this.giveUp(one, damage));
    }
  }

  private async foldSome(batch: Batch, documents: readonly string[]): Promise<void> {
    const { projector, collection } = this.projection;
    const { timing } = this.options;
    const began = timing.elapsed();
    const wanted = new Set(documents);
    const folded = await foldBatch(projector, await batch.entriesFor(projector), {
      waits: (document) => !wanted.has(document),
      load: loading(this.options, collection),
    });
    await saveFolded(this.options, [{ collection, folded }], new Map());
    for (const [document, poison] of folded.parked) this.parkAgain(document, poison, batch);
    if (folded.stop)
      for (const document of documents)
        if (!this.again.has(document)) this.parkAgain(document, folded.stop, batch);
    this.tell(folded, timing.elapsed() - began);
  }

  /** What came before it waited was told of then. */
  private tell({ events }: Folded, ms: number): void {
    const fresh = [...events].flatMap(([document, own]) => {
      const since = this.waiting.get(document)?.position ?? '';
      return own.filter(({ position }) => position >= since);
    });
    if (fresh.length > 0) this.options.folded?.(this.projection.projector.name, fresh, ms);
  }

  private parkAgain(document: string, poison: PoisonEvent, batch: Batch): void {
    const { collection } = this.projection;
    const { position: after, recordedAt } = justBefore(batch, poison);
    const { position, message } = poison;
    const at = { position, after, recordedAt, message };
    this.again.set(document, { collection, document, ...at, asked: false });
  }

  /** It waits where it waited: no later place is known to be sound. */
  private giveUp(document: string, error: unknown): void {
    const before = this.waiting.get(document);
    if (!before || !isDamage(error)) throw error;
    this.again.set(document, { ...before, message: messageOf(error), asked: false });
  }
}

/**
 * Folds what has waited for parked documents, in order, up to where their read model is: in one
 * pass over the log, however many they are.
 * @returns those that are parked again, and where; of the others nothing waits any more
 * @throws {Weather} or what the store throws: it may be replayed again
 */
export const replay = async (
  options: Options,
  projection: Projection,
  parked: readonly Parked[],
): Promise<ReadonlyMap<string, Parked>> => {
  const { store, keys, timing } = options;
  const { checkpoint } = projection;
  const work = new Replay(options, projection, parked);
  const first = earliest(parked);
  let after: Checkpoint = {
    position: first?.after ?? checkpoint.position,
    recordedAt: first?.recordedAt ?? null,
  };
  while (work.going().length > 0) {
    const page = await store.readAll(after.position, BATCH);
    const [next, ...rest] = page.filter(({ position }) => position <= checkpoint.position);
    if (!next) break;
    const batch = batchOf([next, ...rest], keys, after);
    await work.fold(batch);
    after = batch.end;
    // A log may be long: whoever else has work to do comes between.
    await timing.turn();
  }
  return work.again;
};
