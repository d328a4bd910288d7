import { as, get, type Service, start, tell } from './service.js';

export const FIELD = { headers: as('OFFICER', 'siti') };
export const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
export const FINANCE_HEAD = { headers: as('FINANCE_HEAD', 'fatma') };
export const BRANCH = { headers: as('BRANCH_HEAD', 'bram') };
export const OFFICE = { headers: as('HEAD_OFFICE', 'ratna') };
export const TODAY = '2025-10-31';

/** A flat loan of twelve months, agreed on a tenth; nothing is paid. */
const lend = async (service: Service, loan: string, agreedOn: string, programme?: string) => {
  const terms = {
    ...{ loan, mitra: 'M-1', principal: 12_000_000, method: 'FLAT', rate: '0.06', agreedOn },
    ...{ frequency: 'MONTHLY', instalments: 12, beforeJejak: true, evidence: `PKS ${loan}` },
    ...(programme !== undefined && { programme }),
  };
  await tell(service, 'signAgreement', terms, FIELD);
  const out = { loan, amount: 12_000_000, reference: `T-${loan}`, effectiveOn: agreedOn };
  await tell(service, 'disburseLoan', out, FINANCE);
};

interface Adopted {
  readonly policyId: string;
  readonly proposal: string;
  readonly revision: number;
}

/** A moratorium for floods, announced for a programme of its own. */
const announce = async (service: Service): Promise<void> => {
  const rule = {
    ...{ policyId: 'flood-2025', kind: 'MORATORIUM', scope: 'UJI', validFrom: '2025-02-01' },
    ...{ legalBasis: 'SE-1/2025', certainty: 'STATED' },
    parameters: { cause: 'flood', from: '2025-02-20', to: '2025-08-31' },
  };
  await tell(service, 'proposePolicy', rule, FIELD);
  const query = '{ policies(kind: MORATORIUM) { policyId proposal revision } }';
  const { policies } = await get<{ policies: readonly Adopted[] }>(service, query);
  const found = policies.find(({ policyId }) => policyId === 'flood-2025');
  const { proposal, revision } = found ?? { proposal: '', revision: 0 };
  await tell(service, 'adoptPolicy', { kind: 'MORATORIUM', proposal, revision }, OFFICE);
};

/**
 * Loans of every kind that a list by class tells apart, on 31 October 2025: LATE 263 days past
 * due, PAUSED so but for a moratorium, GOOD not at all, OLD for two years, PROBLEM as declared,
 * BOOKED as the old books had it, and ENDED settled.
 */
export const lendingOffice = async (): Promise<Service> => {
  const service = await start(`${TODAY}T05:00:00.000Z`);
  const mitra = { code: 'M-1', name: 'Siti Amina', unit: 'JKT', effectiveOn: '2020-01-01' };
  await tell(service, 'registerMitra', mitra, FIELD);
  await announce(service);
  for (const [loan, agreedOn, programme] of [
    ['LATE', '2025-01-10'],
    ['GOOD', '2025-10-01'],
    ['OLD', '2023-01-10'],
    ['PROBLEM', '2023-01-10'],
    ['ENDED', '2025-01-10'],
    ['PAUSED', '2025-01-10', 'UJI'],
  ] as const)
    await lend(service, loan, agreedOn, programme);
  const pay = { amount: 12_720_000, receipt: 'R-1', effectiveOn: '2025-02-01' };
  await tell(service, 'receivePayment', { loan: 'ENDED', ...pay }, FINANCE);
  const days = { from: '2025-02-20', to: '2025-08-31', effectiveOn: '2025-02-25' };
  await tell(service, 'grantMoratorium', { loan: 'PAUSED', ...days }, OFFICE);
  const booked = {
    ...{ loan: 'BOOKED', mitra: 'M-1', balanceOn: '2024-12-31', evidence: 'list of 2024' },
    ...{ principal: 5_000_000, interest: 200_000, bookedClass: 'DOUBTFUL' },
  };
  await tell(service, 'takeOverOpeningBalance', booked, FIELD);
  const failed = { loan: 'PROBLEM', evidence: 'visited', effectiveOn: '2025-06-30' };
  await tell(service, 'declareProblemLoan', failed, OFFICE);
  return service;
};
