import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import { START } from '../kernel/envelope.js';
import type { ReadModelStore } from './port.js';
import { type Projection, Runner, type RunnerOptions } from './runner.js';

const GENERATION = /_v(\d+)_(\d+)$/;

type OnBatch = Parameters<Runner['catchUp']>[0];

/** `loan-book_v2_7`: version 2 of the read model, built for the seventh time. */
const nameOf = ({ name, version }: Projector<unknown>, generation: number): string =>
  `${name}_v${version}_${generation}`;

const generationOf = (collection: string): number => Number(GENERATION.exec(collection)?.[2] ?? 0);
const versionOf = (collection: string): number => Number(GENERATION.exec(collection)?.[1] ?? 0);

export class UnknownReadModel extends Error {
  override readonly name = 'UnknownReadModel';
}

export interface ReadModelsOptions extends RunnerOptions {
  /** Those of the house, where none are given. */
  readonly projectors?: readonly Projector<unknown>[];
}

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

  private constructor(private readonly options: ReadModelsOptions) {
    this.projectors = options.projectors ?? PROJECTORS;
    this.runner = new Runner(options, []);
  }

  /**
   * Opens every read model, one of an older version built anew, and catches up with the log: what
   * is served afterwards is as old as the last event, not as the last start.
   */
  static async open(options: ReadModelsOptions): Promise<ReadModels> {
    const models = new ReadModels(options);
    models.serving = new Map(await options.readModels.serving());
    const outdated: string[] = [];
    for (const projector of models.projectors) {
      const collection = models.serving.get(projector.name);
      if (collection === undefined) await models.switchOver(await models.beside(projector));
      else if (versionOf(collection) !== projector.version) outdated.push(projector.name);
    }
    if (outdated.length > 0) await models.rebuild(outdated);
    models.runner = new Runner(options, await models.projections());
    await models.runner.catchUp();
    return models;
  }

  start(): void {
    this.started = true;
    this.runner.start();
  }

  /** A rebuild that is under way is given up: what it had built is dropped by the next one. */
  async stop(): Promise<void> {
    this.ending = true;
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
    this.switching = this.switchTo(fresh);
    await this.switching;
  }

  private async build(fresh: readonly Projection[], onBatch?: OnBatch): Promise<void> {
    await new Runner(this.options, fresh).catchUp((...args) => {
      if (this.ending) throw new Error('the service is ending: run the rebuild again');
      onBatch?.(...args);
    });
    const failed = fresh.find(({ failure }) => failure);
    if (failed) throw new Error(`${failed.projector.name}: ${failed.failure?.message}`);
  }

  /** Whatever happens on the way, what serves afterwards is followed. */
  private async switchTo(fresh: readonly Projection[]): Promise<void> {
    const before = this.runner;
    await before.stop();
    try {
      await this.build(fresh);
      for (const projection of fresh) await this.switchOver(projection);
    } finally {
      const all = [...fresh, ...before.projections];
      const kept = this.projectors.flatMap(
        ({ name }) => all.find(({ collection }) => collection === this.serving.get(name)) ?? [],
      );
      this.runner = new Runner(this.options, kept);
      if (this.started && !this.ending) this.runner.start();
    }
  }

  private async switchOver({ projector, collection }: Projection): Promise<void> {
    await this.store.serve(projector.name, collection);
    this.serving.set(projector.name, collection);
  }

  /**
   * An empty collection of the next generation; what an interrupted rebuild left is dropped. The
   * generation before the one that serves is dropped only now: a query may still have been in it.
   */
  private async beside(projector: Projector<unknown>): Promise<Projection> {
    const serving = this.serving.get(projector.name) ?? '';
    const generation = generationOf(serving);
    const collection = nameOf(projector, generation + 1);
    await this.store.drop(collection);
    const versions = Math.max(projector.version, versionOf(serving));
    for (let version = 1; version <= versions; version++)
      await this.store.drop(nameOf({ ...projector, version }, generation - 1));
    await this.store.ensure({ name: collection, indexes: projector.indexes });
    return { projector, collection, checkpoint: { position: START, recordedAt: null } };
  }

  private async projections(): Promise<Projection[]> {
    const all: Projection[] = [];
    for (const projector of this.projectors) {
      const collection = this.collection(projector.name);
      await this.store.ensure({ name: collection, indexes: projector.indexes });
      const checkpoint = (await this.store.checkpoint(collection)) ?? {
        position: START,
        recordedAt: null,
      };
      all.push({ projector, collection, checkpoint });
    }
    return all;
  }
}
