import { isDeepStrictEqual } from 'node:util';
import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import { decode, decodeSealed } from '../../src/event-store/codec.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { categoryOf, type JejakEvent } from '../../src/events.js';
import type { Position } from '../../src/kernel/envelope.js';
import type { KeyStore } from '../../src/keys/port.js';
import type { Stored } from '../../src/read-model/port.js';
import { demand } from './violation.js';

type Documents = Map<string, JejakEvent[]>;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Every document as it must be at any position: the log read from its first event. */
export class Reference {
  private readonly documents = new Map<string, Documents>();
  private read = 0;
  private recordedAt = '';
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: readonly StoredEvent[],
    private readonly keys: KeyStore,
  ) {}

  /** What was appended since. Two who ask at once would each read on from where the other is. */
  follow(): Promise<void> {
    return (this.following = this.following.then(() => this.readOn()));
  }

  private async readOn(): Promise<void> {
    for (; this.read < this.log.length; this.read++) {
      const stored = this.log[this.read];
      if (!stored) return;
      if (stored.recordedAt > this.recordedAt) this.recordedAt = stored.recordedAt;
      const stamped = { ...stored, recordedAt: this.recordedAt } as StoredEvent;
      const [sealed, opened] = [decodeSealed(stamped), await decode(stamped, this.keys)];
      for (const projector of PROJECTORS) {
        if (!projector.categories.includes(categoryOf(sealed.streamId))) continue;
        const event = projector.readsPersonal ? opened : sealed;
        const id = projector.keyOf(event);
        if (id !== null) this.eventsOf(projector.name, id).push(event);
      }
    }
  }

  ids(readModel: string): readonly string[] {
    return [...(this.documents.get(readModel)?.keys() ?? [])];
  }

  /** The last event up to a position that a document must show. */
  due(readModel: string, id: string, upTo: Position): Position | undefined {
    const own = this.documents.get(readModel)?.get(id) ?? [];
    return own.findLast(({ position }) => position <= upTo)?.position;
  }

  /** @throws {Violation} where a document is not the fold of its events up to its position */
  check(readModel: string, stored: Stored): void {
    const { id, position, body } = stored;
    const own = this.documents.get(readModel)?.get(id) ?? [];
    const projector = PROJECTORS.find(({ name }) => name === readModel);
    const what = () => `${readModel}/${id} at ${position} is ${JSON.stringify(body)}`;
    demand(projector !== undefined && own.some((event) => event.position === position), what);
    if (!projector) return;
    const upTo = own.filter((event) => event.position <= position);
    demand(isDeepStrictEqual(plain(folded(projector, upTo)), body), what);
  }

  /** @throws {Violation} where what is kept beside a document was not made from it */
  checkExtract(readModel: string, extract: Stored | undefined, { id, body }: Stored): void {
    const made = PROJECTORS.find(({ name }) => name === readModel)?.extract?.of(body);
    if (made === undefined) return;
    const what = () => `the extract of ${readModel}/${id} is ${JSON.stringify(extract?.body)}`;
    demand(isDeepStrictEqual(plain(made), extract?.body), what);
  }

  private eventsOf(readModel: string, id: string): JejakEvent[] {
    const documents = this.documents.get(readModel) ?? new Map<string, JejakEvent[]>();
    this.documents.set(readModel, documents);
    const events = documents.get(id) ?? [];
    documents.set(id, events);
    return events;
  }
}

const folded = (projector: Projector<unknown>, events: readonly JejakEvent[]): unknown => {
  const document = events.reduce<unknown>((before, event) => projector.evolve(before, event), null);
  return projector.derive?.(document) ?? document;
};
