import type { Bitemporal } from '../kernel/moment.js';
import type { Dated, LoanTimeline } from './timeline.js';

/** Every event of a timeline that has a say in a position: not letters, nor classes closed. */
export const movesOf = (timeline: LoanTimeline): readonly Dated[] =>
  [
    ...[timeline.signed, timeline.problem, timeline.writtenOff],
    ...[timeline.disbursements, timeline.payments, timeline.returns, timeline.fees].flat(),
    ...timeline.payments.map(({ reversed }) => reversed),
    ...timeline.fees.flatMap(({ waivers }) => waivers),
    ...[timeline.moratoria, timeline.restructurings, timeline.cancellations].flat(),
  ].filter((one) => one !== undefined);

type Keep = (event: Bitemporal) => boolean;

/**
 * The same loan as if some events had never been: what follows from them is replayed, so that it
 * shows what they changed. Null without its agreement.
 */
export const keeping = (timeline: LoanTimeline, keep: Keep): LoanTimeline | null => {
  if (!keep(timeline.signed)) return null;
  const kept = <T extends Dated | undefined>(one: T): T | undefined =>
    one && keep(one) ? one : undefined;
  return {
    ...timeline,
    problem: kept(timeline.problem),
    writtenOff: kept(timeline.writtenOff),
    disbursements: timeline.disbursements.filter(keep),
    payments: timeline.payments
      .filter(keep)
      .map((paid) => (paid.reversed ? { ...paid, reversed: kept(paid.reversed) } : paid)),
    returns: timeline.returns.filter(keep),
    fees: timeline.fees.filter(keep).map((fee) => ({ ...fee, waivers: fee.waivers.filter(keep) })),
    moratoria: timeline.moratoria.filter(keep),
    restructurings: timeline.restructurings.filter(keep),
    cancellations: timeline.cancellations.filter(keep),
  };
};
