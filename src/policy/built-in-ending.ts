import { localDate } from '../kernel/local-date.js';
import { rupiah } from '../kernel/rupiah.js';
import type { WriteOffDocument } from '../lending/ending/ending.events.js';
import { FROM_THE_START } from './built-in-periods.js';
import type { PolicyTerms } from './policy.events.js';

const documents: readonly WriteOffDocument[] = [
  'WARNING_LETTERS', 'EXAMINATION_MINUTES', 'ASSIGNMENT_LETTER', 'HAND_OVER_LETTER',
]; // prettier-ignore
const documentsOnDeath: readonly WriteOffDocument[] = ['DEATH_CERTIFICATE', 'HEIR_STATEMENT'];

/** What a loan comes to that is not paid. */
export const ENDING_RULES: readonly PolicyTerms[] = [
  {
    ...{ id: 'problem-loan-from-loss', kind: 'PROBLEM_LOAN', validFrom: FROM_THE_START },
    legalBasis: "The programmes' own guidelines; no regulation is named for them",
    note:
      'Recovery was tried and failed: they do not say by what, so no letter is required here; ' +
      'the letters are asked for when the write-off is proposed.',
    certainty: 'READ_SO',
    parameters: { fromClass: 'LOSS' },
  },
  {
    ...{ id: 'write-off-minister-or-rups', kind: 'WRITE_OFF', validFrom: FROM_THE_START },
    validTo: localDate('2023-10-03'),
    legalBasis: "Prior approval by the Minister or the shareholders' meeting (RUPS)",
    note: "Where the mitra died, the heirs' papers take the place of the letters.",
    certainty: 'READ_SO',
    parameters: { authority: 'MINISTER_OR_RUPS', documents, documentsOnDeath },
  },
  {
    ...{ id: 'write-off-directors-sk-277-2023', kind: 'WRITE_OFF' },
    ...{ validFrom: localDate('2023-10-04'), legalBasis: 'SK-277, 4 October 2023' },
    note:
      'The directors decide. Which approval Law 1/2025 asks for before a write-off is not ' +
      'settled by any text that could be read: until one is adopted, this rule goes on.',
    certainty: 'NOT_SETTLED',
    parameters: { authority: 'DIRECTORS', documents, documentsOnDeath },
  },
  {
    ...{ id: 'claim-cancellation-pp-47-2024', kind: 'CLAIM_CANCELLATION' },
    ...{ validFrom: localDate('2024-11-05'), validTo: localDate('2025-05-04') },
    legalBasis: 'PP 47/2024, 5 November 2024, for six months',
    note:
      "Whether it covers an insurer's programme is not settled. Who decides is read from SK-277 " +
      'of 4 October 2023.',
    certainty: 'NOT_SETTLED',
    parameters: {
      ...{ authority: 'DIRECTORS', maxPrincipal: rupiah(500_000_000), minYearsWrittenOff: 5 },
      ...{ notInsured: true, noSaleableCollateral: true },
    },
  },
];
