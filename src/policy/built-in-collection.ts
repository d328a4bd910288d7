import { FROM_THE_START, JAMSOSTEK } from './built-in-periods.js';
import type { PolicyTerms } from './policy.events.js';

/** What is charged, warned of and changed while a loan is owed. */
export const COLLECTION_RULES: readonly PolicyTerms[] = [
  {
    ...{ id: 'late-fee-1-permille', kind: 'LATE_FEE', validFrom: FROM_THE_START },
    legalBasis: 'No text of law that could be read: a term of the agreements',
    note:
      'One per mille of the principal outstanding for each late instalment, at most five percent ' +
      'of it in all.',
    certainty: 'NOT_SETTLED',
    parameters: { permille: 1, capPercent: 5 },
  },
  {
    ...{ id: 'early-settlement-forgives-nothing', kind: 'EARLY_SETTLEMENT' },
    validFrom: FROM_THE_START,
    legalBasis: 'No text that could be read forgives coming interest: it is owed as agreed',
    certainty: 'NOT_SETTLED',
    parameters: { forgivesComingInterest: false },
  },
  {
    ...{ id: 'warning-letters-by-class', kind: 'WARNING_LETTERS', validFrom: FROM_THE_START },
    legalBasis: "The ministry's classes; that a letter goes with each class is practice",
    note: 'Each letter carries the statement of loan of its day.',
    certainty: 'PRACTICE',
    parameters: {
      letters: [
        { letter: 'I', fromClass: 'SUBSTANDARD' },
        { letter: 'II', fromClass: 'DOUBTFUL' },
        { letter: 'III', fromClass: 'LOSS' },
      ],
    },
  },
  {
    ...{ id: 'warning-letters-jamsostek-months', kind: 'WARNING_LETTERS', ...JAMSOSTEK },
    legalBasis: "PT Jamsostek's own procedure, by months in arrears",
    note: 'Counted from the due date of the oldest unpaid instalment. Each with the statement.',
    certainty: 'STATED',
    parameters: {
      letters: [
        { letter: 'I', overMonths: 6 },
        { letter: 'II', overMonths: 9 },
        { letter: 'III', overMonths: 12 },
      ],
    },
  },
  {
    ...{ id: 'restructuring-24-months', kind: 'RESTRUCTURING', validFrom: FROM_THE_START },
    legalBasis: "The programmes' own guidelines; no regulation is named for them",
    note:
      'Only where the mitra is cooperative, the business runs and has prospects, and can pay. ' +
      'The guidelines do not say which class follows: it is counted by the new schedule.',
    certainty: 'READ_SO',
    parameters: {
      classes: ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'],
      ...{ maxExtensionMonths: 24, classAfter: 'RECOUNTED' },
    },
  },
];
