import type { Position } from '../kernel/envelope.js';
import type { StoredEvent } from './port.js';

type Trace = Pick<
  StoredEvent,
  'eventId' | 'type' | 'revision' | 'position' | 'commandId' | 'commandDigest'
> & { readonly abandons: string | undefined };

/** What a command left in a stream, and where the last of it stands. */
export interface Found {
  readonly digest: string;
  readonly revision: number;
  readonly position: Position;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

const traceOf = (event: StoredEvent): Trace => {
  const { eventId, type, revision, position, commandId, commandDigest, data } = event;
  const { command } = data;
  const abandons = type === 'CommandAbandoned' && typeof command === 'string' ? command : undefined;
  return { eventId, type, revision, position, commandId, commandDigest, abandons };
};

/**
 * Which commands a stream has recorded, and which it shut out. One list serves all states of a
 * stream, or each command would copy it: who looks says up to which revision he has read.
 */
export class RecordedCommands {
  private readonly traces: Trace[] = [];
  private readonly left = new Map<string, Trace[]>();
  private readonly abandoned = new Map<string, number>();

  /** With a stream's next events: this very list, unless it has others at those revisions. */
  with(events: readonly StoredEvent[]): RecordedCommands {
    const [first] = events;
    if (!first) return this;
    const list = events.every((event) => this.agrees(event)) ? this : this.upTo(first.revision);
    for (const event of events) if (event.revision === list.traces.length) list.add(traceOf(event));
    return list;
  }

  find(commandId: string, upTo: number): Found | undefined {
    const traces = this.left.get(commandId)?.filter(({ revision }) => revision <= upTo) ?? [];
    const last = traces.at(-1);
    if (!last) return undefined;
    const { commandDigest: digest, revision, position } = last;
    const events = traces.map(({ eventId, type }) => ({ id: eventId, type }));
    return { digest: traces[0]?.commandDigest ?? digest, revision, position, events };
  }

  wasAbandoned(commandId: string, upTo: number): boolean {
    return (this.abandoned.get(commandId) ?? Infinity) <= upTo;
  }

  private add(trace: Trace): void {
    const { commandId, revision, abandons } = trace;
    this.traces.push(trace);
    const left = this.left.get(commandId);
    if (left) left.push(trace);
    else this.left.set(commandId, [trace]);
    if (abandons !== undefined && !this.abandoned.has(abandons))
      this.abandoned.set(abandons, revision);
  }

  private agrees({ revision, eventId, position }: StoredEvent): boolean {
    const trace = this.traces[revision];
    return !trace || (trace.eventId === eventId && trace.position === position);
  }

  private upTo(revision: number): RecordedCommands {
    const list = new RecordedCommands();
    for (const trace of this.traces.slice(0, revision)) list.add(trace);
    return list;
  }
}
