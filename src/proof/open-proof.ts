import { PATIENCE_MS } from '../audit/moments.js';
import { pause } from '../event-store/back-off.js';
import type { EventStore } from '../event-store/port.js';
import { unavailable } from '../graphql/errors.js';
import { systemTiming } from '../house/clock.js';
import type { Logger } from '../house/logger.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Timing } from '../kernel/timing.js';
import { Leases } from '../read-model/leases.js';
import type { ReadModelStore } from '../read-model/port.js';
import { Alarming, Alarms } from './alarms.js';
import { type CheckpointPlace, openPlace } from './checkpoint-place.js';
import { Checkpointer } from './checkpointer.js';
import { keysAt } from './log-keys.js';
import { rootAt } from './merkle.js';
import type { ProofConfig } from './proof-settings.js';
import { Publications } from './publications.js';
import { SigningLease } from './signing-lease.js';
import { TreeKeeper } from './tree-keeper.js';
import { type Extent, TreeDamaged, TreeStore } from './tree-store.js';
import { cosign } from './witness-client.js';
import { Witnesses } from './witnesses.js';

export interface ProofOptions {
  readonly config: ProofConfig;
  readonly store: EventStore;
  readonly documents: ReadModelStore;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** The machine's, where none is given. */
  readonly timing?: Timing;
  /** The one that the settings name, where none is given. */
  readonly place?: CheckpointPlace;
  /** How this process is told from others that sign for the same log, where there may be any. */
  readonly instance?: string;
}

/** The tree over the log, and the checkpoints by which others can hold the log to it. */
export class Proof {
  constructor(
    private readonly store: EventStore,
    readonly tree: TreeStore,
    readonly keeper: TreeKeeper,
    readonly checkpointer: Checkpointer,
    readonly alarms: Alarms,
    private readonly timing: Timing,
    /** Which of several processes signs what is due; without them, this one. */
    private readonly signing?: SigningLease,
  ) {}

  /** Follows the log, and signs what is due. */
  start(): void {
    this.keeper.start((extent) => this.publishIfDue(extent));
  }

  private async publishIfDue(extent: Extent): Promise<void> {
    const { signing, checkpointer, timing } = this;
    const publish = (isOurs?: () => Promise<boolean>): Promise<boolean> =>
      checkpointer.publishIfDue(extent, timing.elapsed(), isOurs);
    // Whatever stands in our way may stand in no other's.
    if (!(await (signing ? signing.during(publish) : publish()))) await this.letGo();
  }

  private async letGo(): Promise<void> {
    // Where it cannot be said, others see in some seconds that nobody beats any more.
    await this.signing?.release().catch(() => undefined);
  }

  /**
   * The tree up to an event, as it stands or stood there.
   * @throws {ApiError} UNAVAILABLE: the tree cannot be trusted now, and an alarm says why
   */
  async rootAtPosition(position: Position): Promise<{ size: number; root: Buffer }> {
    return this.told(async () => {
      await this.reach(position);
      const size = await this.tree.sizeAt(position);
      return { size, root: await rootAt(size, this.tree.subtrees) };
    });
  }

  /** The tree over all that the log holds now. @throws {ApiError} UNAVAILABLE likewise */
  async whole(): Promise<Extent> {
    return this.told(async () => this.reach(await this.store.head()));
  }

  /** @throws {ApiError} UNAVAILABLE: the tree of a long log is still being made */
  async reach(position: Position): Promise<Extent> {
    const over = new AbortController();
    const reached = this.keeper.upTo(position);
    try {
      const extent = await Promise.race([reached, pause(PATIENCE_MS, over.signal)]);
      if (extent) return extent;
    } finally {
      over.abort();
    }
    reached.catch(() => undefined);
    throw unavailable(5, 'the tree is not that far yet: it is being made');
  }

  /** What stands in the way is in the alarms: who asks is told to come again. */
  async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // What of the tree is damaged is not mended by a later checkpoint: this one stands.
      if (error instanceof TreeDamaged) this.alarms.raise(['TREE_DAMAGED', 'proof'], error.message);
      if (error instanceof Alarming || error instanceof TreeDamaged)
        throw unavailable(60, 'no proof can be given now: see system { alarms }');
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.keeper.stop();
    await this.checkpointer.settled();
    await this.letGo();
  }
}

/**
 * Opens what there is of the tree. That the log is not the one it was made from does not keep the
 * service from starting: it is an alarm, and nothing is signed.
 */
export const openProof = async (options: ProofOptions): Promise<Proof> => {
  const { config, store, documents, clock, log, timing = systemTiming } = options;
  const warn = (message: string, details: object): void => log.warn(message, details);
  const alarms = new Alarms(clock, (message, details) => log.error(message, details));
  const tree = new TreeStore(documents);
  const publications = new Publications(documents, config.origin);
  await tree.ensure();
  await publications.ensure();
  const keeper = new TreeKeeper({ store, tree, alarms, timing });
  const place = options.place ?? openPlace(config.place);
  const { origin, witnesses: asked } = config;
  const keys = keysAt({ env: config.signingKey, file: config.signingKeyFile, origin });
  const witnesses = new Witnesses({
    ...{ witnesses: asked, cosign, tree, publications, place, alarms, warn },
    verifiers: () => keys(false).verifiers,
  });
  const checkpointer = new Checkpointer({
    ...{ store, keeper, tree, publications, place, witnesses, alarms, origin, clock, warn, keys },
    timing,
    every: config,
  });
  await keeper.check().catch((error: unknown) => {
    if (!(error instanceof Alarming)) throw error;
  });
  const { instance } = options;
  const signing =
    instance === undefined
      ? undefined
      : new SigningLease(
          new Leases({ readModels: documents, timing, instance, alone: false }),
          timing,
        );
  return new Proof(store, tree, keeper, checkpointer, alarms, timing, signing);
};
