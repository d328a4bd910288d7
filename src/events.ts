import type { ReservationEvent } from './event-store/reservation.events.js';
import type { Recorded } from './kernel/fact.js';
import type { LoanEvent } from './lending/loan.events.js';
import type { MitraEvent } from './mitra/mitra.events.js';
import type { MonitoringEvent } from './monitoring/monitoring.events.js';
import type { SuspenseEvent } from './lending/books/suspense.events.js';
import type { PolicyEvent } from './policy/policy.events.js';
import type { ReportEvent } from './report/report.events.js';

/** The streams by category (what stands before the first hyphen) and the facts each may hold. */
export interface FactsOf {
  readonly mitra: MitraEvent;
  readonly loan: LoanEvent;
  readonly monitoring: MonitoringEvent;
  readonly policy: PolicyEvent;
  readonly suspense: SuspenseEvent;
  readonly report: ReportEvent;
  readonly reservation: ReservationEvent;
}
export type Category = keyof FactsOf;

/** Every fact this house records. Whoever switches over its type answers each of them. */
export type JejakFact = FactsOf[Category];
export type JejakEvent = Recorded<JejakFact>;
export type EventOf<C extends Category> = Recorded<FactsOf[C]>;

export const categoryOf = (streamId: string): Category =>
  streamId.slice(0, streamId.indexOf('-')) as Category;
