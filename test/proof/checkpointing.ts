import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '../../src/event-store/port.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { systemTiming } from '../../src/house/clock.js';
import { Alarms } from '../../src/proof/alarms.js';
import { type CheckpointPlace, openPlace } from '../../src/proof/checkpoint-place.js';
import { Checkpointer } from '../../src/proof/checkpointer.js';
import { keysAt } from '../../src/proof/log-keys.js';
import { Publications, type Published } from '../../src/proof/publications.js';
import { TreeKeeper } from '../../src/proof/tree-keeper.js';
import { TreeStore } from '../../src/proof/tree-store.js';
import type { cosign, Witness } from '../../src/proof/witness-client.js';
import { Witnesses } from '../../src/proof/witnesses.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { NOW } from './logs.js';

export const ORIGIN = 'jejak.test/log';

export interface DeskOptions {
  readonly directory: string;
  readonly log: EventStore;
  readonly documents: ReadModelStore;
  readonly origin?: string;
  readonly place?: CheckpointPlace;
  readonly witnesses?: readonly Witness[];
  readonly cosign?: typeof cosign;
  readonly clock?: () => Instant;
  readonly minutes?: number;
}

const nobody: typeof cosign = async () => {
  throw new Error('no witness was named');
};

export const keyFile = (directory: string, origin = ORIGIN): string =>
  join(directory, origin === ORIGIN ? 'signing.key' : 'other.key');
export const placeIn = (directory: string): CheckpointPlace =>
  openPlace(join(directory, 'checkpoints'));

/** All that signs, over stores that are there: a process that has just begun. */
export const desk = async (options: DeskOptions) => {
  const { directory, log: store, documents, origin = ORIGIN, clock = () => NOW } = options;
  const { place = placeIn(directory), witnesses = [], cosign = nobody, minutes = 60 } = options;
  const told: string[] = [];
  const warn = (message: string): void => void told.push(message);
  const alarms = new Alarms(clock, (message) => told.push(message));
  const tree = new TreeStore(documents);
  const publications = new Publications(documents, origin);
  await tree.ensure();
  await publications.ensure();
  const keeper = new TreeKeeper({ store, tree, alarms, timing: systemTiming });
  const keys = keysAt({ file: keyFile(directory, origin), origin });
  const asked = new Witnesses({
    ...{ witnesses, cosign, tree, publications, place, alarms, warn },
    verifiers: () => keys(false).verifiers,
  });
  const checkpointer = new Checkpointer({
    ...{ store, keeper, tree, publications, place, alarms, origin, clock, warn, keys },
    witnesses: asked,
    every: { events: 100, minutes },
  });
  const due = async (elapsedMs: number): Promise<boolean> =>
    checkpointer.publishIfDue(await keeper.upTo(await store.head()), elapsedMs);
  return { tree, keeper, checkpointer, publications, place, alarms, told, due, asked };
};

export type Desk = Awaited<ReturnType<typeof desk>>;

/** A checkpoint of a log that holds something. */
export const signedBy = async ({
  checkpointer,
}: Pick<Desk, 'checkpointer'>): Promise<Published> => {
  const published = await checkpointer.publish();
  if (!published) throw new Error('nothing was signed');
  return published;
};

export const codesOf = ({ alarms }: Desk): readonly string[] =>
  alarms.all().map(({ code }) => code);
export const hasKey = (directory: string): boolean => existsSync(keyFile(directory));
