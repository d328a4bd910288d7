import type { Bilingual } from '../kernel/bilingual.js';
import type { CollectabilityRule } from './policy-rules.events.js';
import type { Collectability } from './policy.events.js';

/** From where to where a class reaches by a rule, in words. */
export interface BandInWords extends Bilingual {
  readonly class: Collectability;
}

const UNITS = { DAYS: { en: 'days', id: 'hari' }, MONTHS: { en: 'months', id: 'bulan' } } as const;

/** In the order of the rule: each from more than the band before to its own end, both past due. */
export const bandsInWords = ({ bands, measure }: CollectabilityRule): readonly BandInWords[] => {
  const unit = UNITS[measure];
  return bands.map((band, index) => {
    const after = bands[index - 1]?.upTo;
    const [over, lewat] =
      after === undefined ? ['', ''] : [`more than ${after}`, `lebih dari ${after}`];
    const [upTo, sampai] =
      band.upTo === undefined ? ['', ''] : [`up to ${band.upTo}`, `sampai ${band.upTo}`];
    const [en, id] = [[over, upTo].filter(Boolean), [lewat, sampai].filter(Boolean)];
    if (en.length === 0) return { class: band.class, en: 'always', id: 'selalu' };
    return {
      class: band.class,
      en: `${en.join(', ')} ${unit.en} past due`,
      id: `${id.join(', ')} ${unit.id} lewat jatuh tempo`,
    };
  });
};
