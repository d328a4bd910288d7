import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import { START } from '../kernel/envelope.js';
import {
  claimGeneration,
  dropGeneration,
  ensureGeneration,
  extractOf,
  versionOf,
} from './generations.js';
import type { ReadModelStore } from './port.js';
import { type Projection, Runner, type RunnerOptions } from './runner.js';

type OnBatch = Parameters<Runner['catchUp']>[0];

export class UnknownReadModel extends Error {
  override readonly name = 'UnknownReadModel';
}

export interface ReadModelsOptions extends RunnerOptions {
  /** Those of the house, where none are given. */
  readonly projectors?: readonly Projector<unknown>[];
  /** Other processes may rebuild these read models, too: what they switch to is taken over. */
  readonly shared?: boolean;
  /** How often it is looked for what another process has switched to, in milliseconds. */
  readonly lookMs?: number;
}

const LOOK_MS = 1_000;

/**
 * The read models and which collection serves each. A new version, or a rebuild, is a collection
 * of its own, built beside the one that serves and switched to when it has caught up: readers
 * never see a hole.
 */
export class ReadModels {
  private readonly projectors: readonly Projector<unknown>[];
  private serving = new Map<string, string>();
  private runner: Runner;
  private switching: Promise<void> = Promise.resolve();
  private rebuilding: Promise<void> = Promise.resolve();
  private started = false;
  private ending = false;
  private readonly lookMs: number;
  private looking: NodeJS.Timeout | undefined;
  /** A look waits for a rebuild of our own. */
  private waiting = false;

  private constructor(private readonly options: ReadModelsOptions) {
    this.projectors = options.projectors ?? PROJECTORS;
    this.lookMs = options.lookMs ?? LOOK_MS;
    this.runner = new Runner(options, []);
  }

  /**
   * Opens every read model, one of an older version built anew, and catches up with the log: what
   * is served afterwards is as old as the last event, not as the last start.
   */
  static async open(options: ReadModelsOptions): Promise<ReadModels> {
    const models = new ReadModels(options);
    models.serving = new Map(await options.readModels.serving());
    const wanting: string[] = [];
    for (const projector of models.projectors) {
      const collection = models.serving.get(projector.name);
      // What others would take over must be whole before it serves.
      if (collection === undefined && !options.shared)
        await models.switchOver(await models.beside(projector));
      else if (versionOf(collection ?? '') !== projector.version) wanting.push(projector.name);
    }
    if (wanting.length > 0) await models.rebuild(wanting);
    models.runner = new Runner(options, await models.projections());
    await models.runner.catchUp();
    return models;
  }

  start(): void {
    this.started = true;
    this.runner.start();
    if (!this.options.shared) return;
    this.looking = setInterval(() => {
      if (this.waiting) return;
      this.waiting = true;
      this.rebuilding = this.rebuilding.then(() => this.takeOver()).catch(this.outOfSight);
    }, this.lookMs).unref();
  }

  /** A rebuild that is under way is given up: what it had built is dropped by a later one. */
  async stop(): Promise<void> {
    this.ending = true;
    clearInterval(this.looking);
    await this.runner.stop();
    await this.rebuilding;
  }

  names(): readonly string[] {
    return this.projectors.map(({ name }) => name);
  }

  get store(): ReadModelStore {
    return this.options.readModels;
  }

  collection(readModel: string): string {
    const collection = this.serving.get(readModel);
    if (collection === undefined) throw new UnknownReadModel(`no read model ${readModel}`);
    return collection;
  }

  /** Where the extracts of a read model's documents are. */
  extract(readModel: string): string {
    return extractOf(this.collection(readModel));
  }

  /** A switch to a rebuilt read model in between does not count against the one who waits. */
  async reached(...args: Parameters<Runner['reached']>): Promise<boolean> {
    for (;;) {
      const { runner } = this;
      if (await runner.reached(...args)) return true;
      await this.switching.catch(() => undefined);
      if (runner === this.runner) return false;
    }
  }

  catchUp: Runner['catchUp'] = (...args) => this.runner.catchUp(...args);

  status(): readonly Projection[] {
    return this.runner.projections;
  }

  /**
   * Builds each named read model beside the one that serves, then switches to it. One rebuild
   * after another: two at once would drop what the other builds.
   */
  async rebuild(names: readonly string[], onBatch?: OnBatch): Promise<void> {
    const projectors = [...new Set(names)].map((name) => {
      const projector = this.projectors.find((one) => one.name === name);
      if (!projector) throw new UnknownReadModel(`no read model ${name}`);
      return projector;
    });
    const rebuilt = this.afterTheOthers(projectors, onBatch);
    this.rebuilding = rebuilt.catch(() => undefined);
    return rebuilt;
  }

  private async afterTheOthers(
    projectors: readonly Projector<unknown>[],
    onBatch?: OnBatch,
  ): Promise<void> {
    await this.rebuilding;
    const fresh: Projection[] = [];
    for (const projector of projectors) fresh.push(await this.beside(projector));
    await this.build(fresh, onBatch);
    this.switching = this.switchTo(fresh, (projection) => this.switchOver(projection));
    await this.switching;
    // Whoever still reads what served until now has looked by then; the next rebuild may drop it.
    if (this.options.shared && this.started && !this.ending) await sleep(3 * this.lookMs);
  }

  private async build(fresh: readonly Projection[], onBatch?: OnBatch): Promise<void> {
    await new Runner(this.options, fresh).catchUp((...args) => {
      if (this.ending) throw new Error('the service is ending: run the rebuild again');
      onBatch?.(...args);
    });
    // Where nothing served before, one that meets a poison event serves, stopped, and says so.
    const failed = fresh.find(
      ({ failure, projector }) => failure && this.serving.has(projector.name),
    );
    if (failed) throw new Error(`${failed.projector.name}: ${failed.failure?.message}`);
  }

  /** Whatever happens on the way, what serves afterwards is followed. */
  private async switchTo(
    fresh: readonly Projection[],
    serve: (projection: Projection) => Promise<void>,
  ): Promise<void> {
    const before = this.runner;
    await before.stop();
    try {
      await this.build(fresh);
      for (const projection of fresh) await serve(projection);
    } finally {
      const all = [...fresh, ...before.projections];
      const kept = this.projectors.flatMap(
        ({ name }) => all.find(({ collection }) => collection === this.serving.get(name)) ?? [],
      );
      this.runner = new Runner(this.options, kept);
      if (this.started && !this.ending) this.runner.start();
    }
  }

  private readonly outOfSight = (error: unknown): void => {
    // Given up at an orderly end: nothing that anybody should look into.
    if (this.ending) return;
    this.options.log('what others serve cannot be taken over', { error: String(error) });
  };

  /** Follows what another process has built and switched to, if this software can read it. */
  private async takeOver(): Promise<void> {
    this.waiting = false;
    if (this.ending) return;
    const serving = await this.store.serving();
    const fresh: Projection[] = [];
    for (const projector of this.projectors) {
      const collection = serving.get(projector.name) ?? '';
      const switched = collection !== this.serving.get(projector.name);
      if (switched && versionOf(collection) === projector.version)
        fresh.push(await this.standing(projector, collection));
    }
    if (fresh.length === 0) return;
    await this.build(fresh);
    this.switching = this.switchTo(fresh, async ({ projector, collection }) => {
      this.serving.set(projector.name, collection);
    });
    await this.switching;
  }

  /** @throws where others have overtaken us: what we built may have been dropped, and come again */
  private async switchOver({ projector, collection }: Projection): Promise<void> {
    if (!(await this.store.claimed()).includes(collection)) {
      await dropGeneration(this.store, collection);
      throw new Error(`others have rebuilt ${projector.name} meanwhile: run the rebuild again`);
    }
    await this.store.serve(projector.name, collection);
    this.serving.set(projector.name, collection);
  }

  private async beside(projector: Projector<unknown>): Promise<Projection> {
    const { shared = false } = this.options;
    const collection = await claimGeneration(this.store, projector, shared);
    await ensureGeneration(this.store, projector, collection);
    return { projector, collection, checkpoint: { position: START, recordedAt: null } };
  }

  /** As far as it has been built. */
  private async standing(projector: Projector<unknown>, collection: string): Promise<Projection> {
    await ensureGeneration(this.store, projector, collection);
    const checkpoint = await this.store.checkpoint(collection);
    const start = { position: START, recordedAt: null };
    return { projector, collection, checkpoint: checkpoint ?? start };
  }

  private async projections(): Promise<Projection[]> {
    const all: Projection[] = [];
    for (const projector of this.projectors)
      all.push(await this.standing(projector, this.collection(projector.name)));
    return all;
  }
}
