import { readFileSync } from 'node:fs';
import { ANI, type Application, BRANCH, FIGURES, FINANCE, HEAD, office, PAPERS } from './office.js';
import { REGION, seen } from './office.js';
import { as, freshId, get, type Service, start, tell } from './service.js';

const DIRECTOR = { headers: as('HEAD_OFFICE', 'dewi') };
const WRITE_OFF_PAPERS = [
  ...['WARNING_LETTERS', 'EXAMINATION_MINUTES', 'ASSIGNMENT_LETTER', 'HAND_OVER_LETTER'],
];

/** A history as it is told, a line each: to be read as well as compared. */
const story = (name: string): readonly string[] =>
  readFileSync(`test/e2e/stories/${name}`, 'utf8').trimEnd().split('\n');

let service: Service;
beforeAll(async () => {
  service = await start('2025-03-01T05:00:00.000Z');
  for (const mitra of ['M-1', 'M-2']) {
    const about = { legalForm: 'PERSON', sector: 'TRADE', unit: 'JKT', effectiveOn: '2012-01-05' };
    await tell(service, 'registerMitra', { code: mitra, name: `Ibu ${mitra}`, ...about }, ANI);
    for (const kind of PAPERS)
      await tell(service, 'receiveDocument', { mitra, kind, effectiveOn: '2012-01-10' }, ANI);
  }
});
afterAll(() => service.stop());

interface Pending {
  readonly proposal: string;
  readonly revision: number;
}

/** The decision that waits on a loan, as whoever decides reads it. */
const waiting = async (number: string): Promise<Pending & { loan: string }> => {
  const { loan } = await get<{ loan: { pendingDecisions: readonly Pending[] } }>(
    service,
    'query ($number: String!) { loan(number: $number) { pendingDecisions { proposal revision } } }',
    { number },
  );
  const [pending] = loan.pendingDecisions;
  if (!pending) throw new Error('nothing waits for a decision');
  return { loan: number, ...pending };
};

/** From a proposal to the mitra's word that the money came: Rp 12 million in twelve months. */
const lend = async (loan: string, mitra: string): Promise<void> => {
  const { decide, survey } = office(service);
  const wish = { amount: 12_000_000, months: 12, purpose: 'a stall', figures: FIGURES };
  await decide('proposeLoan', ANI, { loan, mitra, ...wish, effectiveOn: '2012-02-01' });
  const surveyed = { effectiveOn: '2012-02-03', recommendedAmount: 12_000_000 };
  let read: Application = await survey(loan, surveyed);
  const decision = { loan, effectiveOn: '2012-02-05' };
  read = await decide('recommendLoan', HEAD, { ...decision, ...seen(read) });
  await decide('approveLoan', REGION, { ...decision, ...seen(read) });
  const terms = { principal: 12_000_000, method: 'DECLINING', rate: '0.06', frequency: 'MONTHLY' };
  const agreement = { loan, mitra, ...terms, instalments: 12, agreedOn: '2012-02-10' };
  await tell(service, 'signAgreement', agreement, BRANCH);
  const paidOut = { loan, amount: 12_000_000, reference: `T-${loan}`, effectiveOn: '2012-02-12' };
  const accountCheck = { by: 'TELEPHONE', on: '2012-02-11' };
  await tell(service, 'disburseLoan', { ...paidOut, accountCheck }, FINANCE);
  const confirmed = { loan, reference: `T-${loan}`, effectiveOn: '2012-02-13' };
  await tell(service, 'confirmReceipt', confirmed, ANI);
  const first = { loan, receipt: 'KW-1', amount: 1_060_000, effectiveOn: '2012-03-10' };
  await tell(service, 'receivePayment', first, FINANCE);
};

/** A letter on a day: prepared by an officer, signed by the branch head, sent. */
const warn = async (loan: string, letter: string, effectiveOn: string): Promise<void> => {
  await tell(service, 'issueWarningLetter', { loan, letter, effectiveOn }, ANI);
  await tell(service, 'signWarningLetter', { loan, letter, effectiveOn }, BRANCH);
  await tell(service, 'sendWarningLetter', { loan, letter, effectiveOn }, ANI);
};

const closed = async (date: string): Promise<unknown> => {
  const { closeDay } = await get<{ closeDay: unknown }>(
    service,
    `mutation ($input: CloseDayInput!) { closeDay(input: $input) {
      date changed feesCharged lettersDue { loan letter } failures { loan } } }`,
    { input: { commandId: freshId(), date } },
    FINANCE.headers,
  );
  return closeDay;
};

const toldOf = async (number: string, language: 'english' | 'indonesian'): Promise<string[]> => {
  const { loan } = await get<{
    loan: { history: { edges: { node: { effectiveOn: string; summary: { said: string } } }[] } };
  }>(
    service,
    `query ($number: String!) { loan(number: $number) { history(first: 100) {
      edges { node { effectiveOn summary { said: ${language} } } } } } }`,
    { number },
  );
  return loan.history.edges.map(({ node }) => `${node.effectiveOn} ${node.summary.said}`);
};

const positionOf = async (number: string, asOf?: string): Promise<unknown> => {
  const { loan } = await get<{ loan: object }>(
    service,
    `query ($number: String!, $asOf: Date) { loan(number: $number, asOf: $asOf) { status position {
      totalOutstanding claimOutstanding recovered collectability
      writtenOff { principal interest fees } } } }`,
    { number, asOf },
  );
  return loan;
};

it('I13: from proposal to hapus tagih, by four eyes and dated rules, a story to read', async () => {
  const loan = 'PK-1';
  await lend(loan, 'M-1');
  expect(await closed('2012-05-31')).toEqual({
    ...{ date: '2012-05-31', changed: 1, feesCharged: 2, failures: [] },
    lettersDue: [{ loan, letter: 'I' }],
  });
  await warn(loan, 'I', '2012-06-01');
  await closed('2012-10-31');
  await warn(loan, 'II', '2012-11-01');
  await closed('2013-01-31');
  await warn(loan, 'III', '2013-02-01');
  await closed('2013-02-28');
  const tried = { loan, evidence: 'three visits', effectiveOn: '2013-06-01' };
  await tell(service, 'declareProblemLoan', tried, BRANCH);
  const proposal = { loan, ground: 'UNCOLLECTABLE', documents: WRITE_OFF_PAPERS };
  await tell(service, 'proposeWriteOff', { ...proposal, effectiveOn: '2013-07-01' }, ANI);
  const approval = { ...(await waiting(loan)), authority: 'MINISTER_OR_RUPS', document: 'RUPS-3' };
  await tell(service, 'approveWriteOff', { ...approval, effectiveOn: '2013-09-01' }, DIRECTOR);
  await tell(service, 'writeOffLoan', { loan, effectiveOn: '2013-09-15' }, DIRECTOR);
  const back = { loan, receipt: 'KW-2', amount: 1_000_000, effectiveOn: '2014-01-20' };
  await tell(service, 'receiveRecovery', back, FINANCE);
  const ending = { loan, insured: false, saleableCollateral: false, effectiveOn: '2024-11-10' };
  await tell(service, 'proposeClaimCancellation', ending, ANI);
  const cancel = { ...(await waiting(loan)), authority: 'DIRECTORS', document: 'SK-9/2024' };
  await tell(service, 'cancelClaim', { ...cancel, effectiveOn: '2024-12-01' }, DIRECTOR);
  expect(await toldOf(loan, 'indonesian')).toEqual(story('dihapusbukukan.txt'));
  const writtenOff = { principal: 11_000_000, interest: 330_000, fees: 121_000 };
  const ended = { totalOutstanding: 0, collectability: null, writtenOff };
  expect(await positionOf(loan)).toEqual({
    status: 'CANCELLED',
    position: { ...ended, claimOutstanding: 0, recovered: 1_000_000 },
  });
  expect(await positionOf(loan, '2013-12-31')).toEqual({
    status: 'WRITTEN_OFF',
    position: { ...ended, claimOutstanding: 11_451_000, recovered: 0 },
  });
});

it('and another is restructured, and settled', async () => {
  const loan = 'PK-2';
  await lend(loan, 'M-2');
  await closed('2012-05-31');
  const plan = {
    ...{ loan, kind: 'RESCHEDULING', instalments: 12, frequency: 'MONTHLY' },
    ...{ firstDueOn: '2012-07-10', arrearsInterest: 'KEPT' },
    found: { cooperative: true, businessRuns: true, ableToPay: true },
  };
  await tell(service, 'proposeRestructuring', { ...plan, effectiveOn: '2012-06-05' }, ANI);
  const approved = { ...(await waiting(loan)), effectiveOn: '2012-06-08' };
  await tell(service, 'rescheduleLoan', approved, REGION);
  const all = { loan, receipt: 'KW-9', amount: 12_000_000, effectiveOn: '2012-12-10' };
  await tell(service, 'receivePayment', all, FINANCE);
  expect(await toldOf(loan, 'english')).toEqual(story('restructured.txt'));
  expect(await positionOf(loan)).toMatchObject({ status: 'SETTLED' });
  expect(await positionOf(loan, '2012-06-30')).toMatchObject({
    ...{ status: 'ACTIVE', position: { totalOutstanding: 11_352_000, collectability: 'CURRENT' } },
  });
});
