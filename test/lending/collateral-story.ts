import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  pledgeCollateral,
  type PledgeCollateral,
  releaseCollateral,
  seizeCollateral,
  sellCollateral,
} from '../../src/lending/application/collateral.js';
import type { LoanStep } from './application-story.js';
import { POLICIES } from './story.js';

const about = (on: string) => ({
  ...{ loan: 'L-1', collateral: 'BPKB 1' },
  effectiveOn: localDate(on),
});
export const pledged = (on = '2003-01-15', more: Partial<PledgeCollateral> = {}): LoanStep => ({
  decide: (loan, asked) => {
    const thing = { kind: 'VEHICLE_BPKB', description: 'of his brother' } as const;
    return pledgeCollateral({ ...about(on), ...thing, ...more }, loan, asked);
  },
});
export const released = (on: string): LoanStep => ({
  decide: (loan, asked) => releaseCollateral(about(on), loan, asked),
});
export const seized = (on: string): LoanStep => ({
  decide: (loan, asked) => seizeCollateral(about(on), loan, asked, POLICIES),
});
export const sold = (on: string, proceeds = 500): LoanStep => ({
  decide: (loan, asked) =>
    sellCollateral({ ...about(on), proceeds: rupiah(proceeds) }, loan, asked),
});
