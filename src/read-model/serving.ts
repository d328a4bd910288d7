import type { Projector } from '../../projections/projector.js';
import { START } from '../kernel/envelope.js';
import type { Timing } from '../kernel/timing.js';
import {
  claimGeneration,
  dropGeneration,
  dropNeedless,
  ensureGeneration,
  generationOf,
  generationsIn,
  keptOf,
  versionOf,
} from './generations.js';
import type { ReadModelStore } from './port.js';
import { type Projection, projectionOf } from './projection.js';

const LOOK_MS = 50;
/** By then whoever folds it has done so, or another has taken his place. */
const COME_UP_MS = 10_000;

export class UnknownReadModel extends Error {
  override readonly name = 'UnknownReadModel';
}

/** The last of a read model's collections that software of this version can read. */
const newestOf = ({ name, version }: Projector<unknown>, collections: readonly string[]): string =>
  collections
    .filter((one) => one.startsWith(`${name}_v${version}_`))
    .toSorted((a, b) => generationOf(a) - generationOf(b))
    .at(-1) ?? '';

/** Which collection serves each read model, as far as this process knows. */
export class Serving {
  private collections = new Map<string, string>();

  constructor(
    private readonly store: ReadModelStore,
    /** Where other processes build and read in this store, too: until they have looked. */
    private readonly untilSeen?: () => Promise<void>,
  ) {}

  async read(): Promise<void> {
    this.collections = new Map(await this.store.serving());
  }

  has(readModel: string): boolean {
    return this.collections.has(readModel);
  }

  /** Whether what serves it means what this software means. */
  isCurrent({ name, version }: Projector<unknown>): boolean {
    return versionOf(this.collections.get(name) ?? '') === version;
  }

  /** @throws {UnknownReadModel} */
  collection(readModel: string): string {
    const collection = this.collections.get(readModel);
    if (collection === undefined) throw new UnknownReadModel(`no read model ${readModel}`);
    return collection;
  }

  serves({ collection, projector }: Projection): boolean {
    return collection === this.collections.get(projector.name);
  }

  /**
   * Those of which another process has switched to a collection that this software can read; where
   * software of another version has, the one that is kept for ours.
   */
  async changed(projectors: readonly Projector<unknown>[]): Promise<readonly Projection[]> {
    const generations = await generationsIn(this.store);
    const kept = keptOf(generations);
    const fresh: Projection[] = [];
    for (const projector of projectors) {
      const serves = generations.serving.get(projector.name) ?? '';
      const own = this.collections.get(projector.name) ?? '';
      const isOurs = versionOf(serves) === projector.version || kept.includes(own);
      const collection = isOurs ? serves : newestOf(projector, kept.filter(generations.isBuilt));
      const isOther = collection !== this.collections.get(projector.name);
      if (isOther && versionOf(collection) === projector.version)
        fresh.push(await this.standing(projector, collection));
    }
    return fresh;
  }

  follow({ projector, collection }: Projection): void {
    this.collections.set(projector.name, collection);
  }

  /**
   * What serves only goes forward: one who decided to drop what is older may do so by now.
   * @throws where others have overtaken us: what we built may have been dropped, and come again
   */
  async switchTo(projection: Projection): Promise<void> {
    const { projector, collection } = projection;
    const before = (await this.store.serving()).get(projector.name) ?? null;
    const isNewest = generationOf(before ?? '') <= generationOf(collection);
    const isThere = isNewest && (await this.store.claimed()).includes(collection);
    if (!isThere || !(await this.served(projector.name, collection, before))) {
      await dropGeneration(this.store, collection);
      throw new Error(`others have rebuilt ${projector.name} meanwhile: run the rebuild again`);
    }
    this.follow(projection);
  }

  /** A question that a driver has asked again, unheard, finds its own answer. */
  private async served(name: string, ...[to, before]: [string, string | null]): Promise<boolean> {
    if (await this.store.serve(name, to, before)) return true;
    return (await this.store.serving()).get(name) === to;
  }

  /**
   * What another process folds, until it has come as far as what was followed until now: nobody who
   * was told of what that holds may be told of less.
   */
  async comeUp(
    fresh: readonly Projection[],
    before: readonly Projection[],
    timing: Timing,
  ): Promise<void> {
    const began = timing.elapsed();
    for (const projection of fresh.filter(({ fence }) => fence === null)) {
      const { collection, projector } = projection;
      const told = before.find((one) => one.projector.name === projector.name)?.checkpoint;
      for (;;) {
        projection.checkpoint = (await this.store.checkpoint(collection)) ?? projection.checkpoint;
        const isThere = projection.checkpoint.position >= (told?.position ?? START);
        if (isThere || timing.elapsed() - began > COME_UP_MS) break;
        await timing.pause(LOOK_MS);
      }
    }
  }

  /** Empty, beside what serves, for nobody else to build. */
  async beside(projectors: readonly Projector<unknown>[]): Promise<readonly Projection[]> {
    const reads = projectors.map(({ name }) => ({ name, read: this.collections.get(name) }));
    await dropNeedless(this.store, reads, this.untilSeen);
    const fresh: Projection[] = [];
    for (const projector of projectors) {
      const collection = await claimGeneration(this.store, projector);
      await ensureGeneration(this.store, projector, collection);
      fresh.push(projectionOf(projector, collection));
    }
    return fresh;
  }

  /** As far as it has been built; who folds it is found out. */
  async standing(
    projector: Projector<unknown>,
    collection = this.collection(projector.name),
  ): Promise<Projection> {
    await ensureGeneration(this.store, projector, collection);
    const checkpoint = await this.store.checkpoint(collection);
    return projectionOf(projector, collection, checkpoint ?? undefined, null);
  }
}
