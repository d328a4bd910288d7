import type { LoanApplicationDocument } from '../../../projections/loan-applications.js';
import type { ResolvedMoment } from '../../audit/moments.js';
import { globalId } from '../../graphql/node.js';
import { SECTOR_NAMES } from '../../mitra/names.js';
import type { Application } from './application-state.js';
import type { BusinessFigures } from './application.events.js';
import {
  APPLICATION_STATUS_NAMES,
  type ApplicantFigures,
  type FeasibilityReview,
  type LoanApplication,
} from './application.types.js';

const figuresOf = (figures: BusinessFigures): ApplicantFigures => ({
  netAssets: figures.netAssets ?? null,
  yearlySales: figures.yearlySales ?? null,
  monthsInBusiness: figures.monthsInBusiness ?? null,
  workers: figures.workers ?? null,
  indonesianOwned: figures.indonesianOwned ?? null,
  independent: figures.independent ?? null,
  bankable: figures.bankable ?? null,
});

const reviewOf = ({ survey }: Application): FeasibilityReview | null => {
  if (!survey) return null;
  const { surveyor, surveyedOn, scores, figures, ratios, recommendedAmount } = survey;
  return { surveyor, surveyedOn, scores, figures, ...ratios, recommendedAmount };
};

const decisionsOf = ({ recommended, approved, rejected }: Application) => {
  const decided = approved ?? rejected;
  return {
    recommendedAmount: recommended?.amount ?? null,
    recommendedBy: recommended?.by.id ?? null,
    approvedAmount: approved?.amount ?? null,
    decidedBy: decided?.by.id ?? null,
    decidedOn: decided?.on ?? null,
  };
};

/** An application as it is shown; what is personal in it is read from its own stream. */
export const applicationView = (
  document: LoanApplicationDocument,
  moment: ResolvedMoment,
): LoanApplication => {
  const { number, status, application, unit, signedOn } = document;
  const { fact, digest, proposer } = application.proposal;
  const { amount, months, topUp, programme, sector, legalForm, figures, policies } = fact.data;
  return {
    id: globalId('LoanApplication', number),
    ...{ number, status, amount, months, topUp, policies, document, moment },
    statusName: APPLICATION_STATUS_NAMES[status],
    programme: programme ?? null,
    unit: unit ?? null,
    sector: sector ?? null,
    sectorName: sector ? SECTOR_NAMES[sector] : null,
    legalForm: legalForm ?? null,
    figures: figuresOf(figures),
    feasibility: reviewOf(application),
    ...decisionsOf(application),
    ...{ proposal: digest, revision: application.lastRevision },
    ...{ proposedOn: fact.effectiveOn, proposedBy: proposer.id },
    signedOn: signedOn ?? null,
  };
};
