import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import type { MitraKind } from '../mitra/mitra.events.js';

/** What kind of mitra it was at a moment; before its registration, as on the day of it. */
export const kindAt = (
  mitra: MitraTimelineDocument | undefined,
  { asOf, known }: Moment,
): MitraKind => {
  const since = mitra?.registered.effectiveOn ?? asOf;
  const moment = { asOf: asOf < since ? since : asOf, known };
  const counted = mitra?.kinds.filter((one) => counts(one, moment)).toSorted(inWorldOrder) ?? [];
  return Object.assign({}, ...counted.map(({ kind }) => kind)) as MitraKind;
};
