import {
  agreement,
  ANI,
  type Application,
  applicant,
  BRANCH,
  FINANCE,
  HEAD,
  office,
  opened,
  PAPERS,
  REGION,
  refused,
  seen,
  wish,
} from './office.js';
import { as, type Done, get, type Service, tell } from './service.js';

let service: Service;
let work: ReturnType<typeof office>;
beforeAll(async () => {
  service = await opened();
  work = office(service);
  await applicant(
    service,
    'M-1',
    PAPERS.filter((kind) => kind !== 'SPOUSE_CONSENT'),
  );
  await applicant(service, 'M-2');
});
afterAll(() => service.stop());

describe('a loan from its proposal to the mitra’s receipt', () => {
  let read: Application;

  it('is proposed; what is missing is named in Indonesian', async () => {
    read = await work.propose('L-1');
    expect(read).toMatchObject({
      ...{ number: 'L-1', status: 'PROPOSED', statusName: 'Diusulkan', amount: 25_000_000 },
      ...{ revision: 0, proposedBy: 'ani', mitra: { code: 'M-1' } },
      missingDocuments: [
        { kind: 'SPOUSE_CONSENT', kindName: expect.stringContaining('persetujuan') },
      ],
    });
  });

  it('is proposed anew for less, and surveyed', async () => {
    const first = read;
    const changed = await work.propose('L-1', { amount: 22_000_000 });
    expect(changed.proposal).not.toBe(first.proposal);
    read = await work.survey('L-1');
    expect(read).toMatchObject({ status: 'PROPOSED', proposal: changed.proposal, revision: 2 });
    const outdated = { loan: 'L-1', ...seen(first), effectiveOn: '2025-02-04' };
    expect(await work.refusal('recommendLoan', outdated, HEAD)).toEqual(
      refused('PROPOSAL_CHANGED', { proposal: changed.proposal, revision: 1 }),
    );
  });

  it('is not recommended by who proposed it, nor for whom he stands in', async () => {
    const input = { loan: 'L-1', ...seen(read), effectiveOn: '2025-02-04' };
    const same = { headers: as('SECTION_HEAD', 'ani') };
    expect(await work.refusal('recommendLoan', input, same)).toEqual(
      refused('FOUR_EYES', { proposer: 'ani' }),
    );
    expect(await work.refusal('recommendLoan', input, ANI)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is not recommended until the last paper has come', async () => {
    const input = { loan: 'L-1', ...seen(read), effectiveOn: '2025-02-04' };
    expect(await work.refusal('recommendLoan', input, HEAD)).toEqual(
      refused('DOCUMENTS_MISSING', { missing: ['SPOUSE_CONSENT'] }),
    );
    const paper = { mitra: 'M-1', kind: 'SPOUSE_CONSENT', effectiveOn: '2025-02-04' };
    await tell(service, 'receiveDocument', paper, ANI);
    read = await work.decide('recommendLoan', HEAD, input);
    expect(read).toMatchObject({
      ...{ status: 'RECOMMENDED', recommendedAmount: 20_000_000, missingDocuments: [] },
    });
  });

  it('is approved by level, by none who surveyed it', async () => {
    const input = { loan: 'L-1', ...seen(read), effectiveOn: '2025-02-06' };
    const surveyor = { headers: as('REGIONAL', 'suri') };
    expect(await work.refusal('approveLoan', input, surveyor)).toEqual(
      refused('FOUR_EYES', { surveyor: 'suri' }),
    );
    expect(await work.refusal('approveLoan', input, BRANCH)).toEqual(
      refused('APPROVAL_LEVEL', { role: 'BRANCH_HEAD', amount: 20_000_000 }),
    );
    read = await work.decide('approveLoan', REGION, { ...input, amount: 18_000_000 });
    expect(read).toMatchObject({ status: 'APPROVED', approvedAmount: 18_000_000 });
    expect(await work.refusal('proposeLoan', wish('L-1'), ANI)).toEqual(
      refused('LOAN_ALREADY_APPROVED'),
    );
  });

  const signing = (more: object = {}) =>
    agreement('L-1', { mitra: 'M-1', principal: 18_000_000, instalments: 24, ...more });

  it('is signed within what was approved', async () => {
    expect(await work.refusal('signAgreement', signing({ principal: 18_000_001 }), BRANCH)).toEqual(
      refused('PRINCIPAL_ABOVE_APPROVED', { approved: 18_000_000 }),
    );
    expect(await work.refusal('signAgreement', signing({ rate: '0.06' }), BRANCH)).toEqual(
      refused('RATE_NOT_IN_FORCE', { rate: '0.03', policy: 'limits-per-1-2023' }),
    );
    await tell(service, 'signAgreement', signing(), BRANCH);
    const { application } = await get<{ application: Application }>(
      service,
      '{ application(number: "L-1") { status signedOn } }',
    );
    expect(application).toEqual({ status: 'SIGNED', signedOn: '2025-02-10' });
  });

  it('is secured, paid out once the account is checked, and the receipt confirmed', async () => {
    const pledge = { loan: 'L-1', collateral: 'BPKB 77', kind: 'VEHICLE_BPKB', value: 9_000_000 };
    await tell(service, 'pledgeCollateral', { ...pledge, effectiveOn: '2025-02-11' }, ANI);
    const paying = {
      ...{ loan: 'L-1', amount: 18_000_000, reference: 'T 1', effectiveOn: '2025-02-12' },
    };
    expect(await work.refusal('disburseLoan', paying, FINANCE)).toEqual(
      refused('ACCOUNT_NOT_CHECKED'),
    );
    const accountCheck = { by: 'TELEPHONE', on: '2025-02-11' };
    await tell(service, 'disburseLoan', { ...paying, accountCheck }, FINANCE);
    const confirming = { loan: 'L-1', reference: 'T 1', effectiveOn: '2025-02-13' };
    const { loan } = await tell<Done & { readonly loan: object }>(
      service,
      'confirmReceipt',
      confirming,
      { ...ANI, show: 'loan { status position { disbursed } }' },
    );
    expect(loan).toEqual({ status: 'ACTIVE', position: { disbursed: 18_000_000 } });
    const again = await tell(service, 'confirmReceipt', confirming, ANI);
    expect(again.duplicate).toBe(true);
    const seizing = { loan: 'L-1', collateral: 'BPKB 77' };
    expect(await work.refusal('seizeCollateral', seizing, REGION)).toEqual(
      refused('COLLATERAL_NOT_SEIZABLE', { collectability: 'CURRENT' }),
    );
    await tell(service, 'releaseCollateral', seizing, BRANCH);
    expect(await work.refusal('sellCollateral', { ...seizing, proceeds: 1 }, BRANCH)).toEqual(
      refused('COLLATERAL_NOT_SEIZED', { state: 'RELEASED' }),
    );
  });

  it('reads as a story', async () => {
    const query = `{ application(number: "L-1") { history(first: 30) { edges { node {
      type actor { id } summary { indonesian } } } } } }`;
    const { application } = await get<{
      application: { history: { edges: { node: { type: string; actor: { id: string } } }[] } };
    }>(service, query);
    expect(application.history.edges.map(({ node }) => [node.type, node.actor.id])).toEqual([
      ...[
        ['LoanProposed', 'ani'],
        ['LoanProposed', 'ani'],
        ['FeasibilityAssessed', 'suri'],
      ],
      ...[
        ['LoanRecommended', 'hasan'],
        ['LoanApproved', 'rina'],
        ['AgreementSigned', 'bram'],
      ],
      ...[
        ['CollateralPledged', 'ani'],
        ['LoanDisbursed', 'fitri'],
        ['ReceiptConfirmed', 'ani'],
      ],
      ['CollateralReleased', 'bram'],
    ]);
  });
});

describe('an application', () => {
  it('that is rejected says why to who may see it, and is never proposed again', async () => {
    const read = await work.propose('L-2', { mitra: 'M-2' });
    const input = { loan: 'L-2', ...seen(read), effectiveOn: '2025-02-02' };
    expect(await work.refusal('rejectLoan', input, HEAD)).toEqual(refused('REASON_REQUIRED'));
    const reason = 'Bu Wati has debts elsewhere';
    expect(await work.decide('rejectLoan', HEAD, { ...input, reason })).toMatchObject({
      ...{ status: 'REJECTED', statusName: 'Ditolak' },
    });
    const query = '{ application(number: "L-2") { rejectionReason purpose decidedBy } }';
    const shown = { purpose: 'a second oven for Bu Siti', decidedBy: 'hasan' };
    expect(await get(service, query)).toEqual({
      application: { rejectionReason: reason, ...shown },
    });
    expect(await get(service, query, {}, as('ADMIN'))).toEqual({
      application: { rejectionReason: null, purpose: null, decidedBy: 'hasan' },
    });
    expect(await work.refusal('proposeLoan', wish('L-2', { mitra: 'M-2' }), ANI)).toEqual(
      refused('LOAN_REJECTED'),
    );
  });

  it('is shown as it was on any day, by what was known, and is found by its id', async () => {
    const between = '2025-02-28T05:00:00.000Z';
    const query = `query ($asOf: Date, $knownAt: DateTime) {
      application(number: "L-1", asOf: $asOf, knownAt: $knownAt) {
        id status amount recommendedAmount feasibility { liquidity solvency leverage profitability
        recommendedAmount surveyor figures { equity } scores { condition } } surveyNotes } }`;
    const on = async (asOf?: string, knownAt?: string) =>
      (await get<{ application: Application | null }>(service, query, { asOf, knownAt }))
        .application;
    expect(await on('2025-01-31')).toBeNull();
    expect(await on('2025-02-03', between)).toBeNull();
    const proposed = { status: 'PROPOSED', amount: 22_000_000, feasibility: null };
    expect(await on('2025-02-01')).toMatchObject(proposed);
    expect(await on('2025-02-05')).toMatchObject({
      ...{ status: 'RECOMMENDED', surveyNotes: 'Bu Siti was at home' },
      feasibility: {
        ...{ liquidity: '3.3333', solvency: '0.2857', leverage: '-4.0000', profitability: null },
        ...{ surveyor: 'suri', figures: { equity: -5_000_000 }, scores: { condition: 5 } },
      },
    });
    const id = (await on())?.['id'];
    const node = `query ($id: ID!) { node(id: $id) { id ... on LoanApplication { status } } }`;
    expect(await get(service, node, { id })).toEqual({ node: { id, status: 'SIGNED' } });
  });

  it('is listed by mitra, unit and status, page by page', async () => {
    const query = `query ($filter: ApplicationFilter, $first: Int, $after: String) {
      applications(filter: $filter, first: $first, after: $after) { totalCount
        pageInfo { hasNextPage endCursor } edges { node { number } } } }`;
    interface Listed {
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      readonly edges: readonly { readonly node: { readonly number: string } }[];
    }
    const list = async (variables: object) => {
      const { applications } = await get<{ applications: Listed }>(service, query, variables);
      return { ...applications, numbers: applications.edges.map(({ node }) => node.number) };
    };
    expect((await list({ filter: { status: 'REJECTED' } })).numbers).toEqual(['L-2']);
    expect((await list({ filter: { mitra: 'M-1', unit: 'JKT' } })).numbers).toEqual(['L-1']);
    expect((await list({ filter: { unit: 'BDG' } })).numbers).toEqual([]);
    const page = await list({ first: 1 });
    expect(page).toMatchObject({
      numbers: ['L-1'],
      totalCount: 2,
      pageInfo: { hasNextPage: true },
    });
    expect((await list({ first: 1, after: page.pageInfo.endCursor })).numbers).toEqual(['L-2']);
    const elsewhere = { 'x-role': 'OFFICER', 'x-actor': 'tono', 'x-unit': 'BDG' };
    const { applications } = await get<{ applications: Listed }>(service, query, {}, elsewhere);
    expect(applications.totalCount).toBe(0);
  });
});
