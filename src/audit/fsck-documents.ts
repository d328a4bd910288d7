import { isDeepStrictEqual } from 'node:util';
import { PROJECTORS } from '../../projections/all.js';
import { type EventStore, StoreDamaged } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import type { KeyStore } from '../keys/port.js';
import type { ReadModelStore, Stored } from '../read-model/port.js';
import { type Projection, Runner } from '../read-model/runner.js';
import type { Finding } from './fsck-log.js';

/** The log as it was at a position: what came after it is not there. */
const upTo = (store: EventStore, end: Position): EventStore =>
  new Proxy(store, {
    get: (target, name, receiver) =>
      name === 'readAll'
        ? async (after: Position, limit: number) =>
            (await target.readAll(after, limit)).filter(({ position }) => position <= end)
        : (Reflect.get(target, name, receiver) as unknown),
  });

const shown = (document: Stored | undefined): string =>
  document
    ? JSON.stringify({ position: document.position, ...(document.body as object) })
    : 'nothing';

/** The order in which the stores walk: UTF-16 puts some characters elsewhere. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Walks two collections in the order of their keys, side by side. */
const differences = async (
  readModel: string,
  derived: AsyncIterator<Stored>,
  kept: AsyncIterator<Stored>,
): Promise<{ readonly documents: number; readonly findings: readonly Finding[] }> => {
  const findings: Finding[] = [];
  let documents = 0;
  let [ours, theirs] = [await derived.next(), await kept.next()];
  while (!ours.done || !theirs.done) {
    const a = ours.done ? undefined : ours.value;
    const b = theirs.done ? undefined : theirs.value;
    const order = !a ? 1 : !b ? -1 : byBytes(a.id, b.id);
    const [expected, found] = [order <= 0 ? a : undefined, order >= 0 ? b : undefined];
    documents += 1;
    if (!isDeepStrictEqual(expected, found)) {
      const where = `${readModel} ${(expected ?? found)?.id}`;
      findings.push({ invariant: 'I8', where, expected: shown(expected), found: shown(found) });
    }
    if (order <= 0) ours = await derived.next();
    if (order >= 0) theirs = await kept.next();
  }
  return { documents, findings };
};

interface Parts {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly kept: ReadModelStore;
  /** Empty: what is derived anew is put here, and taken away again. */
  readonly scratch: ReadModelStore;
}

interface Checked {
  readonly documents: number;
  readonly findings: readonly Finding[];
}

const missing = (where: string, expected: string, found: string, invariant = 'I8'): Checked => ({
  documents: 0,
  findings: [{ invariant, where, expected, found }],
});

const checkOne = async (
  { store, keys, kept, scratch }: Parts,
  projector: (typeof PROJECTORS)[number],
  collection: string | undefined,
): Promise<Checked> => {
  const { name } = projector;
  const checkpoint = collection === undefined ? null : await kept.checkpoint(collection);
  if (collection === undefined || !checkpoint)
    return missing(`the read model ${name}`, 'to be there', 'nothing');
  const head = await store.head();
  if (checkpoint.position > head)
    return missing(`the end of the log, after ${head}`, `${name} has read more`, 'nothing', 'I1');
  await scratch.ensure({ name, indexes: [] });
  const start = { position: START, recordedAt: null };
  const projection: Projection = { projector, collection: name, checkpoint: start };
  const options = { readModels: scratch, keys, log: () => undefined };
  const log = upTo(store, checkpoint.position);
  try {
    await new Runner({ ...options, store: log }, [projection]).catchUp();
  } catch (error) {
    if (!(error instanceof StoreDamaged)) throw error;
    return missing(`the read model ${name}`, 'a log to derive it from', error.message);
  }
  if (projection.failure) {
    const { position, message } = projection.failure;
    return missing(`${name}, position ${position}`, 'events that can be folded', message);
  }
  const checked = await differences(
    name,
    scratch.scan<unknown>(name)[Symbol.asyncIterator](),
    kept.scan<unknown>(collection)[Symbol.asyncIterator](),
  );
  await scratch.drop(name);
  return checked;
};

/**
 * Derives every document anew, in a store of its own, from the log up to where its projection had
 * come, and compares it with the one that is kept.
 */
export const checkDocuments = async (
  parts: Parts,
  onProgress: (documents: number) => void,
): Promise<Checked> => {
  const serving = await parts.kept.serving();
  const findings: Finding[] = [];
  let documents = 0;
  for (const projector of PROJECTORS) {
    const checked = await checkOne(parts, projector, serving.get(projector.name));
    findings.push(...checked.findings);
    documents += checked.documents;
    onProgress(documents);
  }
  return { documents, findings };
};
