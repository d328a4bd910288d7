import { hash } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import type { Projector } from '../../projections/projector.js';
import { decode } from '../../src/event-store/codec.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { sealAll, type Subject } from '../../src/event-store/sealing.js';
import type { Category, JejakEvent, JejakFact } from '../../src/events.js';
import type { Decider } from '../../src/kernel/decider.js';
import { position } from '../../src/kernel/envelope.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { instant } from '../../src/kernel/local-date.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import type { KeyStore } from '../../src/keys/port.js';
import { batchOf } from '../../src/read-model/decoding.js';
import { BEGINNING } from '../../src/read-model/projection.js';
import { foldBatch } from '../../src/read-model/fold.js';
import type { Stored } from '../../src/read-model/port.js';
import { decided, OFFICER, type Step } from '../story.js';

const IDS = '0d4b1c5e-52a4-5f2e-8f0a-93c1c5d0aa17';

/** Keys that follow from their names: a key store for one test, with nothing behind it. */
const keysInMemory = (): KeyStore & { erase(id: string): void } => {
  const erased = new Set<string>();
  const find = async (id: string): Promise<Buffer | null> =>
    erased.has(id) ? null : hash('sha256', id, 'buffer');
  return {
    find,
    findOrCreate: async (id) => (await find(id)) ?? Buffer.alloc(0),
    erase: (id) => void erased.add(id),
    close: async () => undefined,
  };
};

/** A log in memory whose events are decided, chained and sealed as those of the house are. */
export const newLog = () => {
  const keys = keysInMemory();
  const stored: StoredEvent[] = [];

  const write = async <S, F extends JejakFact>(
    about: Subject & { readonly streamId: string },
    decider: Decider<S, F>,
    step: Step<S, F>,
    reason?: string,
  ): Promise<void> => {
    const { streamId, ...subject } = about;
    const past = stored.filter((event) => event.streamId === streamId);
    const opened = await Promise.all(past.map((event) => decode(event, keys)));
    const state = (opened as unknown as Recorded<F>[]).reduce(decider.evolve, decider.initial);
    const outcome = decided(step, state);
    if (isRefusal(outcome)) throw new Error(`the log refuses: ${outcome.refusal}`);
    const commandId = uuidv5(`${stored.length}`, IDS);
    const command = { name: 'told', commandId, input: {}, digest: '', source: 'api', reason };
    const sealed = await sealAll(keys, subject, {
      facts: outcome,
      command: { ...command, actor: step.actor ?? OFFICER, source: 'api' },
      stream: { streamId, last: past.at(-1) },
    });
    for (const event of sealed) {
      const at = stored.length + 1;
      const stamp = { position: position(at), recordedAt: instant(Date.UTC(2011, 0, 1) + at) };
      stored.push(JSON.parse(JSON.stringify({ ...event, ...stamp })) as StoredEvent);
    }
  };

  return { keys, stored, write };
};
export type Log = Pick<ReturnType<typeof newLog>, 'keys' | 'stored'>;

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
};

/** As a store keeps them: JSON, and nothing that a projector could change in place. */
const asStored = <T>(document: T): T => frozen(JSON.parse(JSON.stringify(document)) as T);

export type Documents<D = unknown> = ReadonlyMap<string, Stored<D>>;

/** What the runner makes of a log, in the batches given (`[from, to)` of the log's events). */
export const folded = async <D, C extends Category>(
  projector: Projector<D, C>,
  { stored, keys }: Log,
  batches: readonly (readonly [number, number])[] = [[0, stored.length]],
): Promise<Documents<D>> => {
  const any = projector as unknown as Projector<unknown>;
  const documents = new Map<string, Stored>();
  for (const [from, to] of batches) {
    const [first, ...rest] = stored.slice(from, to);
    if (!first) continue;
    const entries = await batchOf([first, ...rest], keys, BEGINNING).entriesFor(any);
    const load = async (ids: readonly string[]) => {
      const found = ids.flatMap((id) => documents.get(id) ?? []);
      return new Map(found.map((document) => [document.id, document]));
    };
    const made = await foldBatch(any, frozen(entries), {
      ...{ waits: () => false, load },
    });
    expect([made.stop, ...made.parked]).toEqual([null]);
    for (const document of made.documents) documents.set(document.id, asStored(document));
  }
  return documents as Documents<D>;
};

export const bodies = <D>(documents: Documents<D>): D[] =>
  [...documents.values()].map(({ body }) => body);

export const openedEvents = ({ stored, keys }: Log): Promise<JejakEvent[]> =>
  Promise.all(stored.map((event) => decode(event, keys)));
