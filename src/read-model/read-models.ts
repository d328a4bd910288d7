import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import type { Cancel } from '../kernel/timing.js';
import { build } from './building.js';
import { extractOf } from './generations.js';
import { Leases } from './leases.js';
import { type ParkedIn, parkedOf, type ToUnpark, type Unparked, unpark } from './parking.js';
import type { Parked, Reads } from './port.js';
import { BEGINNING, type Projection } from './projection.js';
import { Runner, type RunnerOptions } from './runner.js';
import { Overtaken, Serving, UnknownReadModel } from './serving.js';
import { DROPPED_AFTER_LOOKS, LOOK_MS, Sight } from './sight.js';

type OnBatch = Parameters<Runner['catchUp']>[0];

export interface ReadModelsOptions extends Omit<RunnerOptions, 'leases'> {
  /** Who we are among those who fold: no other process, and no earlier start, is called so. */
  readonly instance: string;
  /** Those of the house, where none are given. */
  readonly projectors?: readonly Projector<unknown>[];
  /** Other processes may fold and rebuild these read models, too: who does what is agreed on. */
  readonly shared?: boolean;
  /** How often it is looked for what another process has switched to, in milliseconds. */
  readonly lookMs?: number;
}

/**
 * The read models and which collection serves each. A new version, or a rebuild, is a collection
 * of its own, built beside the one that serves and switched to when it has caught up: readers
 * never see a hole.
 */
export class ReadModels {
  /** For questions. */
  readonly store: Reads;
  private readonly projectors: readonly Projector<unknown>[];
  private readonly serving: Serving;
  private readonly leases: Leases;
  private readonly lookMs: number;
  private runner: Runner;
  private switching: Promise<void> = Promise.resolve();
  private rebuilding: Promise<void> = Promise.resolve();
  private started = false;
  private ending = false;
  private stopLooking: Cancel = () => undefined;

  private constructor(private readonly options: ReadModelsOptions) {
    const { readModels, timing, instance, shared = false } = options;
    this.projectors = options.projectors ?? PROJECTORS;
    this.lookMs = options.lookMs ?? LOOK_MS;
    const untilSeen = () => timing.pause(DROPPED_AFTER_LOOKS * this.lookMs);
    this.serving = new Serving(readModels, shared ? untilSeen : undefined);
    this.store = shared ? new Sight(readModels, timing, this.lookMs).reads : readModels;
    this.leases = new Leases({ readModels, timing, instance, alone: !shared });
    this.runner = this.runnerOf([]);
  }

  /**
   * Opens every read model, one of an older version built anew, and catches up with the log as far
   * as it is folded here: what is served afterwards is as old as the last event, not as the last
   * start.
   */
  static async open(options: ReadModelsOptions): Promise<ReadModels> {
    const models = new ReadModels(options);
    const { serving, projectors } = models;
    await serving.read();
    for (const projector of projectors) {
      // What others would take over must be whole before it serves.
      if (!serving.has(projector.name) && !options.shared)
        for (const fresh of await serving.beside([projector])) await serving.switchTo(fresh);
    }
    await serving.makeCurrent(projectors, (names) => models.rebuild(names));
    const standing: Projection[] = [];
    for (const projector of projectors) standing.push(await serving.standing(projector));
    models.runner = models.runnerOf(standing);
    await models.runner.catchUp();
    return models;
  }

  start(): void {
    this.started = true;
    this.runner.start();
    if (this.options.shared) this.lookLater();
  }

  /** A rebuild that is under way is given up: what it had built is dropped by a later one. */
  async stop(): Promise<void> {
    this.ending = true;
    this.stopLooking();
    await this.runner.stop();
    await this.rebuilding;
    // Where it cannot be said, others see in some seconds that nobody beats any more.
    await this.leases.release().catch(() => undefined);
  }

  names(): readonly string[] {
    return this.projectors.map(({ name }) => name);
  }

  /** @throws {UnknownReadModel} */
  collection(readModel: string): string {
    return this.serving.collection(readModel);
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

  /** Everything that waits for a fix. */
  parked(): readonly ParkedIn[] {
    return parkedOf(this.status());
  }

  /** Why a document is not as the log says it should be; undefined where it is. */
  parkedDocument(readModel: string, id: string): Parked | undefined {
    const projection = this.status().find(({ projector }) => projector.name === readModel);
    return projection?.parked.get(id);
  }

  /** Has what is parked tried again, by whoever folds it. */
  unpark(what: ToUnpark = {}): Promise<Unparked> {
    return unpark({ ...this.options, runner: this.runner }, what);
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
    const fresh = await this.serving.beside(projectors);
    await this.build(fresh, onBatch);
    this.switching = this.switchTo(fresh, (projection) => this.serving.switchTo(projection));
    await this.switching;
  }

  private async build(fresh: readonly Projection[], onBatch?: OnBatch): Promise<void> {
    const goingOn: OnBatch = (...args) => {
      if (this.ending) throw new Error('the service is ending: run the rebuild again');
      onBatch?.(...args);
    };
    const empty = fresh.filter(({ checkpoint }) => checkpoint === BEGINNING);
    if (empty.length > 0) await build(this.options, empty, goingOn);
    await new Runner(this.options, fresh).catchUp(goingOn);
    // Where nothing served before, one that meets a poison event serves, and says so.
    const worse = parkedOf(fresh).find((one) => this.isBetter(one));
    if (worse) throw new Error(`what serves is kept: ${worse.readModel}: ${worse.message}`);
  }

  /** What serves goes on where one built anew would stop, or holds what that would park. */
  private isBetter({ readModel, document }: ParkedIn): boolean {
    if (document === null) return this.serving.has(readModel);
    const served = this.status().find(({ projector }) => projector.name === readModel);
    return served !== undefined && !served.failure && !served.parked.has(document);
  }

  /** Whatever happens on the way, what serves afterwards is followed. */
  private async switchTo(
    fresh: readonly Projection[],
    serve: (projection: Projection) => Promise<void>,
  ): Promise<void> {
    const before = this.runner;
    const overtaken: Overtaken[] = [];
    await before.stop();
    try {
      await this.build(fresh.filter(({ fence }) => fence !== null));
      await this.serving.comeUp(fresh, before.projections, this.options.timing);
      for (const projection of fresh)
        await serve(projection).catch((error: unknown) => {
          if (!(error instanceof Overtaken)) throw error;
          overtaken.push(error);
        });
    } finally {
      const all = [...fresh, ...before.projections];
      const kept = this.projectors.flatMap(
        ({ name }) =>
          all.find((one) => one.projector.name === name && this.serving.serves(one)) ?? [],
      );
      this.runner = this.runnerOf(kept);
      if (this.started && !this.ending) this.runner.start();
    }
    for (const error of overtaken) throw error;
  }

  private runnerOf(projections: readonly Projection[]): Runner {
    return new Runner({ ...this.options, leases: this.leases }, projections);
  }

  private lookLater(): void {
    this.stopLooking = this.options.timing.after(this.lookMs, () => {
      this.rebuilding = this.rebuilding.then(() => this.takeOver()).catch(this.outOfSight);
      void this.rebuilding.then(() => this.ending || this.lookLater());
    });
  }

  private readonly outOfSight = (error: unknown): void => {
    // Given up at an orderly end: nothing that anybody should look into.
    if (this.ending) return;
    this.options.log('what others serve cannot be taken over', { error: String(error) });
  };

  /** Follows what another process has built and switched to, if this software can read it. */
  private async takeOver(): Promise<void> {
    if (this.ending) return;
    const fresh = await this.serving.changed(this.projectors);
    if (fresh.length === 0) return;
    this.switching = this.switchTo(fresh, async (projection) => this.serving.follow(projection));
    await this.switching;
  }
}
