import type { Recorded } from '../src/kernel/fact.js';
import type { LocalDate } from '../src/kernel/local-date.js';
import type { ApplicationEvent } from '../src/lending/application/application.events.js';
import {
  type Application,
  type ApplicationStatus,
  evolveApplication,
  statusOf,
} from '../src/lending/application/application-state.js';
import { isApplying } from '../src/lending/evolve-timeline.js';
import type { LoanEvent } from '../src/lending/loan.events.js';
import { begun, type Projector } from './projector.js';

/** What was asked for and how far it has come, for lists; who asks and for what stays sealed. */
export interface LoanApplicationDocument {
  readonly number: string;
  readonly mitra: string;
  readonly unit?: string | undefined;
  readonly status: ApplicationStatus;
  readonly application: Application;
  /** The day of the agreement that carries it out. */
  readonly signedOn?: LocalDate | undefined;
}

const documentOf = (application: Application): LoanApplicationDocument => {
  const { loan: number, mitra, unit } = application.proposal.fact.data;
  return { number, mitra, unit, status: statusOf(application), application };
};

/** A loan from before this system was never proposed here. */
const concerns = (event: LoanEvent): boolean =>
  isApplying(event) || (event.type === 'AgreementSigned' && event.data.proposal !== undefined);

export const loanApplications: Projector<LoanApplicationDocument, 'loan'> = {
  name: 'loan-applications',
  version: 1,
  categories: ['loan'],
  indexes: [['mitra'], ['unit'], ['status']],
  readsPersonal: false,
  keyOf: (event) => (concerns(event) ? (event.loan ?? null) : null),
  evolve: (before, event) => {
    if (event.type === 'AgreementSigned') {
      const { unit } = event.data;
      return { ...begun(before, event), unit, status: 'SIGNED', signedOn: event.effectiveOn };
    }
    return documentOf(
      evolveApplication(before?.application ?? null, event as Recorded<ApplicationEvent>),
    );
  },
};
