import { localDate } from '../kernel/local-date.js';
import { APPLICATION_RULES } from './built-in-application.js';
import { COLLECTION_RULES } from './built-in-collection.js';
import { ENDING_RULES } from './built-in-ending.js';
import { FROM_THE_START, JAMSOSTEK, UNTIL_2007 } from './built-in-periods.js';
import type { Band, CollectabilityRule } from './policy-rules.events.js';
import type { PolicyTerms } from './policy.events.js';

const bands = (current: number, substandard: number, doubtful: number): readonly Band[] => [
  { class: 'CURRENT', upTo: current },
  { class: 'SUBSTANDARD', upTo: substandard },
  { class: 'DOUBTFUL', upTo: doubtful },
  { class: 'LOSS' },
];

const rule = (
  measure: CollectabilityRule['measure'],
  limits: readonly [number, number, number],
): CollectabilityRule => ({
  basis: 'OLDEST_UNPAID_INSTALMENT',
  measure,
  bands: bands(...limits),
});

/** How a loan is classed and a payment used: the rules that the first logs began with. */
const FIRST_RULES: readonly PolicyTerms[] = [
  {
    id: 'collectability-kep-236-2003',
    kind: 'COLLECTABILITY',
    validFrom: FROM_THE_START,
    validTo: UNTIL_2007,
    legalBasis: 'KEP-236/MBU/2003, 17 June 2003',
    note:
      'In force from 2003-06-17; for want of an older text it serves before that date too. ' +
      'Literally "past 1 day"; the first day late is read as Kurang Lancar.',
    parameters: rule('DAYS', [0, 180, 360]),
  },
  {
    id: 'collectability-jamsostek-months',
    kind: 'COLLECTABILITY',
    ...JAMSOSTEK,
    legalBasis: "PT Jamsostek's own procedure, by months in arrears",
    note: 'Exactly 9 and 12 months are not defined there: read as the better class.',
    parameters: rule('MONTHS', [6, 9, 12]),
  },
  {
    id: 'collectability-per-05-2007',
    kind: 'COLLECTABILITY',
    validFrom: localDate('2007-04-27'),
    legalBasis: 'PER-05/MBU/2007; the same classes in PER-09/MBU/07/2015 and PER-1/MBU/03/2023',
    note: 'The edge days (30, 180, 270) belong to the better class.',
    parameters: rule('DAYS', [30, 180, 270]),
  },
  {
    id: 'allocation-interest-first',
    kind: 'ALLOCATION',
    validFrom: FROM_THE_START,
    legalBasis: 'KEP-236/MBU/2003, 17 June 2003: interest first, the rest to principal',
    note:
      'Interest due, oldest first; principal due, oldest first; then ahead, each coming ' +
      "instalment's interest before its principal; the rest is held as credit.",
    parameters: { order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD' },
  },
];

/**
 * The rules known from the programmes' sources, adopted when a store is opened that lacks them.
 * Logs hold them word for word: one that is to say something else gets another name.
 */
export const BUILT_IN_POLICIES: readonly PolicyTerms[] = [
  ...FIRST_RULES,
  ...APPLICATION_RULES,
  ...COLLECTION_RULES,
  ...ENDING_RULES,
];
