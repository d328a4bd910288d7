import { type Asked, type Decider, inFuture, type Outcome } from '../kernel/decider.js';
import { unreachable } from '../kernel/decider.js';
import type { LocalDate } from '../kernel/local-date.js';
import { refuse } from '../kernel/refusal.js';
import type {
  ContactChannel,
  EvidenceFile,
  Location,
  MonitoringEvent,
  VisitFinding,
  VisitOutcome,
} from './monitoring.events.js';

/** A visit or a contact decides nothing about the next one: only their number is kept. */
export interface Monitoring {
  readonly visits: number;
  readonly contacts: number;
}

export const monitoringDecider: Decider<Monitoring, MonitoringEvent> = {
  initial: { visits: 0, contacts: 0 },
  evolve: (monitoring, event) => {
    switch (event.type) {
      case 'VisitRecorded':
        return { ...monitoring, visits: monitoring.visits + 1 };
      case 'ContactMade':
        return { ...monitoring, contacts: monitoring.contacts + 1 };
      default:
        return unreachable(event);
    }
  },
};

/** What the handler found out about the mitra: a visit is to somebody who is registered. */
export interface Visited {
  readonly registered: boolean;
}

export interface RecordVisit {
  readonly mitra: string;
  readonly outcome: VisitOutcome;
  readonly finding?: VisitFinding | undefined;
  readonly notes?: string | undefined;
  readonly evidence?: readonly EvidenceFile[] | undefined;
  readonly location?: Location | undefined;
  readonly effectiveOn: LocalDate;
}

export const recordVisit = (
  command: RecordVisit,
  asked: Asked,
  { registered }: Visited,
): Outcome<MonitoringEvent> => {
  const { mitra, outcome, finding, notes, evidence = [], location, effectiveOn } = command;
  if (!registered) return refuse('MITRA_NOT_REGISTERED', { mitra });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  if (outcome === 'NOT_FOUND' && !finding) return refuse('FINDING_REQUIRED', { outcome });
  const data = { outcome, finding, evidence };
  return [{ type: 'VisitRecorded', effectiveOn, data, personal: { notes, location } }];
};

export interface RecordContact {
  readonly mitra: string;
  readonly channel: ContactChannel;
  readonly reached: boolean;
  readonly notes?: string | undefined;
  readonly effectiveOn: LocalDate;
}

export const recordContact = (
  command: RecordContact,
  asked: Asked,
  { registered }: Visited,
): Outcome<MonitoringEvent> => {
  const { mitra, channel, reached, notes, effectiveOn } = command;
  if (!registered) return refuse('MITRA_NOT_REGISTERED', { mitra });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  return [{ type: 'ContactMade', effectiveOn, data: { channel, reached }, personal: { notes } }];
};

export const monitoringStream = (mitra: string): string => `monitoring-${mitra}`;
