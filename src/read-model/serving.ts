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
/** Each is lost to another who has built meanwhile: no more than these begin at once. */
const ATTEMPTS = 10;

/** Others have built and switched to a later one. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

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
      const older = kept.filter(
        (one) => generations.isBuilt(one) && generationOf(one) < generationOf(serves),
      );
      const collection = isOurs ? serves : newestOf(projector, older);
      if (collection !== own && versionOf(collection) === projector.version)
        fresh.push(await this.standing(projector, collection));
    }
    return fresh;
  }

  follow({ projector, collection }: Projection): void {
    this.collections.set(projector.name, collection);
  }

  /**
   * What serves only goes forward: one who decided to drop what is older may do so by now. What is
   * still claimed is left for a rebuild to drop: others may count on it as the last of its version.
   * @throws {Overtaken} what we built is not needed any more, and may have been dropped
   */
  async switchTo(projection: Projection): Promise<void> {
    const { projector, collection } = projection;
    for (;;) {
      const before = (await this.store.serving()).get(projector.name) ?? null;
      // A question that a driver has asked again, unheard, finds its own answer.
      if (before === collection) break;
      const isThere = (await this.store.claimed()).includes(collection);
      if (!isThere) await dropGeneration(this.store, collection);
      if (!isThere || generationOf(before ?? '') > generationOf(collection))
        throw new Overtaken(
          `others have rebuilt ${projector.name} meanwhile: run the rebuild again`,
        );
      if (await this.store.serve(projector.name, collection, before)) break;
    }
    this.follow(projection);
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

  /** Where several begin at once each builds; one that was overtaken takes what the others made. */
  async makeCurrent(
    projectors: readonly Projector<unknown>[],
    rebuild: (names: readonly string[]) => Promise<void>,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const wanting = projectors.filter((one) => !this.isCurrent(one));
      if (wanting.length === 0) return;
      try {
        await rebuild(wanting.map(({ name }) => name));
      } catch (error) {
        if (!(error instanceof Overtaken) || tries === ATTEMPTS) throw error;
        await this.read();
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
