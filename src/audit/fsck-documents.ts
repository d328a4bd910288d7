import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { PROJECTORS } from '../../projections/all.js';
import { type EventStore, StoreDamaged } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import { systemTiming } from '../house/clock.js';
import type { KeyStore } from '../keys/port.js';
import { dropGeneration, ensureGeneration, extractOf } from '../read-model/generations.js';
import type { ReadModelStore, Reads, Stored } from '../read-model/port.js';
import { parkedOf } from '../read-model/parking.js';
import { type Projection, projectionOf } from '../read-model/projection.js';
import { Runner } from '../read-model/runner.js';
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

interface Difference {
  readonly id: string;
  readonly derived: Stored | undefined;
  readonly kept: Stored | undefined;
}

/** Walks two collections in the order of their keys, side by side. */
const differences = async (
  derived: AsyncIterator<Stored>,
  kept: AsyncIterator<Stored>,
): Promise<{ readonly documents: number; readonly found: readonly Difference[] }> => {
  const found: Difference[] = [];
  let documents = 0;
  let [ours, theirs] = [await derived.next(), await kept.next()];
  while (!ours.done || !theirs.done) {
    const a = ours.done ? undefined : ours.value;
    const b = theirs.done ? undefined : theirs.value;
    const order = !a ? 1 : !b ? -1 : byBytes(a.id, b.id);
    const [expected, present] = [order <= 0 ? a : undefined, order >= 0 ? b : undefined];
    documents += 1;
    if (!isDeepStrictEqual(expected, present))
      found.push({ id: (expected ?? present)?.id ?? '', derived: expected, kept: present });
    if (order <= 0) ours = await derived.next();
    if (order >= 0) theirs = await kept.next();
  }
  return { documents, found };
};

interface Parts {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly kept: Reads;
  /** Empty: what is derived anew is put here, and taken away again. */
  readonly scratch: ReadModelStore;
}

interface Checked {
  readonly documents: number;
  /** Read models that have not come to the end of the log: they were checked as far as they are. */
  readonly behind?: readonly string[];
  readonly findings: readonly Finding[];
}

const missing = (where: string, expected: string, found: string, invariant = 'I8'): Checked => ({
  documents: 0,
  findings: [{ invariant, where, expected, found }],
});

/** Derives documents from the log up to any position, and further when asked again. */
class Derivation {
  private readonly projection: Projection;

  constructor(
    private readonly parts: Parts,
    projector: (typeof PROJECTORS)[number],
  ) {
    this.projection = projectionOf(projector, projector.name);
  }

  /** Why it could not be derived so far, or null. */
  async reach(position: Position): Promise<Checked | null> {
    const { store, scratch, keys } = this.parts;
    const { name } = this.projection.projector;
    const options = { store: upTo(store, position), readModels: scratch, keys };
    const apart = { timing: systemTiming, log: () => undefined };
    try {
      await new Runner({ ...options, ...apart }, [this.projection]).catchUp();
    } catch (error) {
      if (!(error instanceof StoreDamaged)) throw error;
      return missing(`the read model ${name}`, 'a log to derive it from', error.message);
    }
    const findings = parkedOf([this.projection]).flatMap(({ document, position: at, message }) => {
      const where = [name, document ?? [], `position ${at}`].flat().join(', ');
      return missing(where, 'events that can be folded', message).findings;
    });
    return findings.length > 0 ? { documents: 0, findings } : null;
  }
}

/** A collection derived anew, by its read model's name, and the one kept. */
interface Compared {
  readonly name: string;
  readonly collection: string;
  /** Whose checkpoint says how far it is. */
  readonly projection: string;
}

/** A service that writes beside us, in a store without snapshots, moves what is compared. */
const ROUNDS = 20;
const ROUND_MS = 250;

/**
 * What differs only because it moved meanwhile is derived further and compared again, until all
 * that is left was derived exactly as far as it was kept.
 */
const settled = async (
  parts: Parts,
  derivation: Derivation,
  { name, collection, projection }: Compared,
  found: readonly Difference[],
): Promise<readonly Difference[]> => {
  const { kept, scratch } = parts;
  let [left, exact] = [found, false];
  for (let round = 0; left.length > 0 && !exact && round < ROUNDS; round += 1) {
    if (round > 0) await sleep(ROUND_MS);
    const ids = left.map(({ id }) => id);
    // Read before the documents, so that each holds at least what this checkpoint says.
    const reached = (await kept.checkpoint(projection))?.position ?? START;
    const theirs = await kept.load(collection, ids);
    const furthest = [...theirs.values()].map(({ position }) => position).toSorted();
    const target = [reached, furthest.at(-1) ?? START].toSorted()[1] ?? reached;
    if (await derivation.reach(target)) return left;
    const ours = await scratch.load(name, ids);
    left = ids
      .map((id) => ({ id, derived: ours.get(id), kept: theirs.get(id) }))
      .filter((pair) => !isDeepStrictEqual(pair.derived, pair.kept));
    exact = target === reached || target > (await parts.store.head());
  }
  return left;
};

const compared = async (
  parts: Parts,
  derivation: Derivation,
  pair: Compared,
): Promise<{ readonly documents: number; readonly findings: Finding[] }> => {
  const { documents, found } = await differences(
    parts.scratch.scan<unknown>(pair.name)[Symbol.asyncIterator](),
    parts.kept.scan<unknown>(pair.collection)[Symbol.asyncIterator](),
  );
  const left = await settled(parts, derivation, pair, found);
  const findings = left.map(({ id, derived, kept }) => ({
    ...{ invariant: 'I8', where: `${pair.name} ${id}` },
    ...{ expected: shown(derived), found: shown(kept) },
  }));
  return { documents, findings };
};

const checkOne = async (
  parts: Parts,
  projector: (typeof PROJECTORS)[number],
  collection: string | undefined,
): Promise<Checked> => {
  const { store, kept, scratch } = parts;
  const { name } = projector;
  const checkpoint = collection === undefined ? null : await kept.checkpoint(collection);
  if (collection === undefined || !checkpoint)
    return missing(`the read model ${name}`, 'to be there', 'nothing');
  const head = await store.head();
  if (checkpoint.position > head)
    return missing(`the end of the log, after ${head}`, `${name} has read more`, 'nothing', 'I1');
  await ensureGeneration(scratch, projector, name);
  const derivation = new Derivation(parts, projector);
  const underivable = await derivation.reach(checkpoint.position);
  if (underivable) return underivable;
  const whole = { name, collection, projection: collection };
  const { documents, findings } = await compared(parts, derivation, whole);
  if (projector.extract) {
    const extracts = { ...whole, name: extractOf(name), collection: extractOf(collection) };
    findings.push(...(await compared(parts, derivation, extracts)).findings);
  }
  await dropGeneration(scratch, name);
  return { documents, findings, behind: checkpoint.position < head ? [name] : [] };
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
  const [findings, behind]: [Finding[], string[]] = [[], []];
  let documents = 0;
  for (const projector of PROJECTORS) {
    const checked = await checkOne(parts, projector, serving.get(projector.name));
    findings.push(...checked.findings);
    behind.push(...(checked.behind ?? []));
    documents += checked.documents;
    onProgress(documents);
  }
  return { documents, findings, behind };
};
