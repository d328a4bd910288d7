import { ask } from '../graphql/ask.js';
import { FIGURES } from './office.js';
import { as, get, type Service, tell } from './service.js';

/**
 * Eight stories, each of a programme of its own: what was told by `KNOWN`, and what was told since,
 * on `TODAY`, of days before and after.
 */
export const KNOWN = '2004-03-02T00:00:00.000Z';
export const TODAY = '2004-06-30';
export const YEAR_END = '2003-12-31';

const FIELD = { headers: as('OFFICER', 'siti') };
const FINANCE = { headers: as('FINANCE_OFFICER', 'budi') };
const BRANCH = { headers: as('BRANCH_HEAD', 'hadi') };
const HEAD = { headers: as('HEAD_OFFICE', 'ratna') };

/** Twelve months, the first due a month after the agreement; Rp 390,000 of interest in all. */
const TERMS = {
  ...{ mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
  ...{ frequency: 'MONTHLY', instalments: 12, beforeJejak: true, evidence: 'PKS' },
};
export const WHOLE = 12_390_000;

/** The loans of each programme, and when they were agreed. */
const AGREED = {
  CLOSED: { 'CLOSED-1': '2002-12-15', 'CLOSED-2': '2002-01-10' },
  LATER: { 'LATER-1': '2002-12-15' },
  ARREARS: { 'ARREARS-1': '2002-12-15' },
  PARTS: { 'PARTS-1': '2004-01-05' },
  PAID: { 'PAID-1': '2003-12-10' },
  DRAFT: { 'DRAFT-1': '2004-01-11', 'DRAFT-2': '2002-12-15' },
  REVERSAL: { 'REVERSAL-1': '2003-12-10', 'REVERSAL-2': '2003-12-10' },
  PERIOD: { 'PERIOD-1': '2002-12-15' },
} as const;
export type Programme = keyof typeof AGREED;

const payOut = (service: Service, loan: string, amount: number, effectiveOn: string) =>
  tell(service, 'disburseLoan', { loan, amount, reference: `T ${amount}`, effectiveOn }, FIELD);
const pay = (service: Service, loan: string, amount: number, on: string, more: object = {}) => {
  const receipt = `R ${on}`;
  const input = { loan, amount, receipt, effectiveOn: on, ...more };
  return tell(service, 'receivePayment', input, FINANCE);
};

export const tellBefore = async (service: Service): Promise<void> => {
  const mitra = { code: 'M-1', name: 'Kopkar', legalForm: 'PERSON', effectiveOn: '2002-01-01' };
  await tell(service, 'registerMitra', mitra, FIELD);
  for (const [programme, loans] of Object.entries(AGREED))
    for (const [loan, agreedOn] of Object.entries(loans)) {
      await tell(service, 'signAgreement', { ...TERMS, loan, programme, agreedOn }, FIELD);
      if (loan !== 'DRAFT-1' && loan !== 'PARTS-1')
        await payOut(service, loan, 12_000_000, agreedOn);
    }
  await payOut(service, 'PARTS-1', 5_000_000, '2004-01-10');
  await pay(service, 'PAID-1', 1_060_000, '2004-01-10');
  await pay(service, 'DRAFT-2', 500_000, '2003-06-01');
  await pay(service, 'REVERSAL-1', 1_060_000, '2004-01-10');
  await pay(service, 'REVERSAL-2', 1_060_000, '2004-01-10');
  const wish = { amount: 12_000_000, months: 12, purpose: 'an oven', figures: FIGURES };
  const asked = { loan: 'DRAFT-3', mitra: 'M-1', programme: 'DRAFT', effectiveOn: '2004-02-01' };
  await tell(service, 'proposeLoan', { ...asked, ...wish }, FIELD);
};

const writeOff = async (service: Service, loan: string): Promise<void> => {
  const on = (effectiveOn: string) => ({ loan, effectiveOn });
  await tell(service, 'declareProblemLoan', { ...on('2004-05-01'), evidence: 'visited' }, BRANCH);
  const papers = ['WARNING_LETTERS', 'EXAMINATION_MINUTES', 'ASSIGNMENT_LETTER'];
  const documents = [...papers, 'HAND_OVER_LETTER'];
  const proposal = { ...on('2004-05-10'), ground: 'UNCOLLECTABLE', documents, evidence: 'file 7' };
  await tell(service, 'proposeWriteOff', proposal, FIELD);
  const query = `{ loan(number: "${loan}") { pendingDecisions { proposal revision } } }`;
  const waiting = async (): Promise<object> =>
    (await get<{ loan: { pendingDecisions: object[] } }>(service, query)).loan
      .pendingDecisions[0] ?? {};
  const approval = { authority: 'MINISTER_OR_RUPS', document: 'RUPS-3' };
  const decision = { ...on('2004-06-01'), ...(await waiting()), ...approval };
  await tell(service, 'approveWriteOff', decision, HEAD);
  await tell(service, 'writeOffLoan', on('2004-06-15'), HEAD);
};

export const tellSince = async (service: Service): Promise<void> => {
  await pay(service, 'CLOSED-1', WHOLE, '2004-06-20');
  await writeOff(service, 'CLOSED-2');
  await pay(service, 'LATER-1', 1_390_000, '2004-06-10');
  await pay(service, 'ARREARS-1', WHOLE, '2004-06-15');
  await payOut(service, 'PARTS-1', 7_000_000, '2004-01-25');
  await pay(service, 'PAID-1', 1_055_000, '2004-02-09');
  const reverse = (loan: string, receipt: string, more: object = {}) =>
    tell(service, 'reversePayment', { loan, receipt, ...more }, FINANCE);
  await reverse('DRAFT-2', 'R 2003-06-01');
  await reverse('REVERSAL-1', 'R 2004-01-10', { kind: 'RETURNED', effectiveOn: TODAY });
  await reverse('REVERSAL-2', 'R 2004-01-10', { kind: 'ERROR' });
  await pay(service, 'PERIOD-1', 100_000, '2003-12-20', { reason: 'found in a drawer' });
};

export interface Asked {
  readonly asOf?: string;
  readonly knownAt?: string;
}
type Row = Readonly<Record<string, unknown>>;
export interface Answer {
  readonly loan: {
    readonly status: string;
    readonly position: Row;
    readonly schedule: readonly Row[];
    readonly payments: { readonly edges: readonly { readonly node: Row }[] };
  } | null;
  readonly portfolio: Row;
}

const SUMS = `mitraCount loanCount openCount disbursed interestAgreed principalPaid interestPaid
  principalOutstanding interestOutstanding totalOutstanding writtenOff recovered credit
  byCollectability { class loanCount principalOutstanding }`;
const QUESTION = `query ($number: String!, $programme: String!, $asOf: Date, $knownAt: DateTime) {
  loan(number: $number, asOf: $asOf, knownAt: $knownAt) { status settledOn
    position { asOf knownAt disbursed principalPaid interestPaid principalOutstanding
      interestOutstanding totalOutstanding principalArrears interestArrears daysPastDue
      collectability policy { id } writtenOff { principal interest } }
    schedule { no dueOn principal interest paidPrincipal paidInterest paidOn }
    payments { edges { node { receipt amount allocation { interest principal }
      reversal { kind effectiveOn } } } } }
  portfolio(asOf: $asOf, knownAt: $knownAt, filter: { programme: $programme },
    groupBy: COLLECTABILITY) { asOf knownAt ${SUMS} groups { key ${SUMS} } } }`;

const variables = (loan: string, asked: Asked) => ({
  ...{ number: loan, programme: loan.slice(0, loan.indexOf('-')), ...asked },
});

/** A loan, and the fund of its programme. */
export const answerOf = (service: Service, loan: string, asked: Asked = {}): Promise<Answer> =>
  get<Answer>(service, QUESTION, variables(loan, asked));

export const ALL_LOANS = [
  ...Object.values(AGREED).flatMap((loans) => Object.keys(loans)),
  'DRAFT-3',
];
const DAYS = ['2003-06-01', YEAR_END, '2004-01-24', '2004-02-20', '2004-06-29', TODAY];

/** What was known then of every loan and programme, on days before and after, byte by byte. */
export const allThatWasKnown = async (service: Service): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (const loan of ALL_LOANS)
    for (const asOf of DAYS) {
      const { text, errors } = await ask(
        service,
        QUESTION,
        variables(loan, { asOf, knownAt: KNOWN }),
        { 'x-at-least': service.seen.position ?? '' },
      );
      if (errors) throw new Error(text);
      texts.push(text);
    }
  return texts;
};
