import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { NewEvent, SealedEvent } from '../../src/event-store/port.js';
import { NO_HASH, sealed } from '../../src/event-store/seal.js';
import { JOBS } from '../../src/house/jobs.js';
import type { Json } from '../../src/kernel/canonical-json.js';
import { addMonths, localDate } from '../../src/kernel/local-date.js';
import { ask } from '../graphql/ask.js';
import { KNOWN, tellBefore, TODAY, YEAR_END } from './lies.js';
import { get, type Service } from './service.js';

/** A moment by both its times, or by the position that an answer gave as its basis. */
export interface Basis {
  readonly asOf: string;
  readonly knownAt?: string;
  readonly knownUpTo?: string;
}

const AT = 'asOf: $asOf, knownAt: $knownAt, knownUpTo: $knownUpTo';
const RESTS = 'basis { position size rootHash asOf knownAt }';
const ENTRY = `eventId type stream revision position effectiveOn recordedAt reason source hash
  previousHash actor { id role } summary { english indonesian } data
  changes { field before after }`;
const TRAIL = `{ ${RESTS} totalCount edges { cursor node { ${ENTRY} } } }`;
const SUMS = `mitraCount loanCount openCount disbursed interestAgreed principalPaid interestPaid
  principalOutstanding interestOutstanding lateFeeOutstanding totalOutstanding writtenOff recovered
  credit claimOutstanding byCollectability { class loanCount principalOutstanding }`;
const POSITION = `asOf knownAt basis disbursed principalPaid interestPaid principalOutstanding
  interestOutstanding lateFeesCharged lateFeeOutstanding totalOutstanding principalArrears
  interestArrears daysPastDue collectability credit policy { id legalBasis }
  explain(figure: TOTAL_OUTSTANDING) { amount note event { id type effectiveOn recordedAt } }`;

const ofLoan = (number: string): string => `loan(number: "${number}", ${AT}) { id status settledOn
  ${RESTS} terms { principal method agreedOn } position { ${POSITION} }
  schedule { no dueOn principal interest paidPrincipal paidInterest paidOn }
  payments(first: 100) { totalCount edges { cursor node { receipt amount eventId
    allocation { interest principal credit } reversal { kind effectiveOn } } } }
  classChanges { on collectability } lateFees { no amount paid waived }
  mitra { name region status } history(first: 100) ${TRAIL} }`;
const ofMitra = (code: string): string => `mitra(code: "${code}", ${AT}) { id name address phone
  region sector status monitoring visitCount contactCount ${RESTS}
  visits(first: 50) { totalCount edges { cursor node { effectiveOn outcome notes } } }
  contacts(first: 50) { totalCount edges { cursor node { effectiveOn channel } } }
  loans(first: 30) { totalCount edges { node { number status position { totalOutstanding } } } } }`;

/** Every question that takes two times; each is asked by itself. */
const QUESTIONS: readonly string[] = [
  ...['LATER-1', 'CLOSED-2', 'REVERSAL-1', 'DRAFT-1', 'DRAFT-3'].map(ofLoan),
  ofMitra('M-1'),
  `mitra(code: "M-1", ${AT}) { history(first: 100) ${TRAIL} }`,
  `application(number: "DRAFT-3", ${AT}) { status amount }`,
  `portfolio(${AT}, filter: { programme: "LATER" }) { asOf knownAt ${RESTS} ${SUMS} }`,
  ...['UNIT', 'REGION', 'SECTOR', 'PROGRAMME', 'COLLECTABILITY', 'AGREEMENT_YEAR', 'COHORT'].map(
    (by) => `portfolio(${AT}, groupBy: ${by}) { ${RESTS} ${SUMS} groups { key ${SUMS} } }`,
  ),
  `history(${AT}, first: 100) ${TRAIL}`,
  `history(${AT}, last: 40, filter: { mitra: "M-1", types: ["PaymentReceived"] }) ${TRAIL}`,
  `activity(${AT}, by: ACTOR) { ${RESTS}
    rows { key events commands approvals reversals first last } }`,
  `suspense(${AT}, programme: "LATER") { balance }`,
  `basis(${AT}) { position size rootHash asOf knownAt }`,
  `policies(on: $asOf, knownAt: $knownAt, knownUpTo: $knownUpTo) { policyId status parameters
    validFrom recordedAt }`,
];

const declared = (question: string): string =>
  ['asOf: Date', 'knownAt: DateTime', 'knownUpTo: Position']
    .filter((one) => question.includes(`$${one.slice(0, one.indexOf(':'))}`))
    .map((one) => `$${one}`)
    .join(', ');

/** All answers on a basis, as the bytes that came. */
export const answersOn = async (service: Service, basis: Basis): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (const question of QUESTIONS) {
    const query = `query (${declared(question)}) { ${question} }`;
    const { text, errors } = await ask(service, query, basis);
    if (errors) throw new Error(`${question}\n${text}`);
    texts.push(text);
  }
  return texts;
};

const IDS = '6f1b8f0e-3c55-5d0b-9e0e-2f6a1c9d7b43';
const DAY = localDate('2003-07-01');

/** An event as a writer seals it; effective on a day that the bases above look back on. */
const chained = (
  streamId: string,
  before: Pick<SealedEvent, 'revision' | 'hash'>,
  [type, data, over = {}]: readonly [string, { readonly [key: string]: Json }, object?],
): SealedEvent => {
  const revision = before.revision + 1;
  const commandId = uuidv5(`${streamId} ${revision}`, IDS);
  return sealed({
    ...{ eventId: uuidv5(commandId, IDS), type, schemaVersion: 1, streamId, revision },
    ...{ effectiveOn: DAY, mitra: 'M-1', actor: { id: 'bulk', role: 'OFFICER' }, commandId },
    ...{ commandDigest: NO_HASH, correlationId: commandId, causationId: commandId },
    ...{ source: 'api', previousHash: before.hash, data, ...over },
  });
};

type Said = Parameters<typeof chained>[2];

/** Appended where the stream ends, some hundreds at a time. */
const append = async (service: Service, streamId: string, all: readonly Said[]): Promise<void> => {
  const { store } = service.house.ledger;
  const last = (await store.readStream(streamId)).at(-1);
  let before: Pick<SealedEvent, 'revision' | 'hash'> = last ?? { revision: -1, hash: NO_HASH };
  for (let at = 0; at < all.length; at += 400) {
    const expected = before.revision;
    const events: NewEvent[] = [];
    for (const said of all.slice(at, at + 400)) {
      const event = chained(streamId, before, said);
      events.push({ event });
      before = event;
    }
    const { outcome } = await store.append(streamId, expected, events);
    if (outcome !== 'appended') throw new Error(`${streamId}: ${outcome}`);
  }
};

const CONTACT: Said = ['ContactMade', { channel: 'SMS', reached: true }];
const changes = (loan: string, count: number): Said[] =>
  Array.from({ length: count }, (_, at) => {
    const [from, to] = at % 2 === 0 ? ['CURRENT', 'LOSS'] : ['LOSS', 'CURRENT'];
    return ['CollectabilityChanged', { from, to, daysPastDue: 400 }, { loan }];
  });

/** A loan of the programmes asked about, paid out and paid back by a thousand rupiah at a time. */
const bulkLoan = (loan: string, programme: string, payments: number): Said[] => {
  const principal = 1_200_000;
  const firstDueOn = localDate('2003-09-01');
  const schedule = Array.from({ length: 12 }, (_, at) => {
    return { no: at + 1, dueOn: addMonths(firstDueOn, at), principal: 100_000, interest: 0 };
  });
  const terms = {
    ...{ principal, method: 'AGREED', frequency: 'MONTHLY', instalments: 12 },
    ...{ agreedOn: DAY, firstDueOn, interestTotal: 0 },
  };
  const agreement = { loan, mitra: 'M-1', programme, terms, schedule, beforeJejak: true };
  const use = { lateFee: 0, interest: 0, principal: 1_000, credit: 0 };
  const allocation = { ...use, instalments: [{ no: 1, interest: 0, principal: 1_000 }] };
  const policy = 'allocation-interest-first';
  return [
    ['AgreementSigned', agreement, { loan }],
    ['LoanDisbursed', { amount: principal, reference: `T ${loan}` }, { loan }],
    ...Array.from({ length: payments }, (_, at): Said => {
      const money = { receipt: `B-${at}`, amount: 1_000, policy, allocation };
      return ['PaymentReceived', money, { loan }];
    }),
  ];
};

const PAYMENTS = 98;

/** Many events of days gone by: of the mitra and loans asked about, and of loans like them. */
export const muchMore = async (service: Service, count: number): Promise<void> => {
  const related = Math.min(500, Math.trunc(count / 10));
  await append(
    service,
    'monitoring-M-1',
    Array.from({ length: related }, () => CONTACT),
  );
  await append(service, 'loan-LATER-1', changes('LATER-1', related));
  await append(service, 'loan-DRAFT-1', changes('DRAFT-1', related));
  const loans = Math.ceil((count - 3 * related) / (PAYMENTS + 2));
  for (let at = 0; at < loans; at += 1) {
    const loan = `BULK-${at}`;
    const programme = at % 2 === 0 ? 'LATER' : 'BULK';
    await append(service, `loan-${loan}`, bulkLoan(loan, programme, PAYMENTS));
  }
};

interface Lagging {
  readonly system: {
    readonly readModels: readonly Readonly<Record<'lagEvents' | 'parked', number>>[];
  };
}
/** Until the read models hold everything; nothing of it may be parked. */
export const settled = async (service: Service, patienceMs: number): Promise<void> => {
  for (let waited = 0; waited < patienceMs; waited += 200) {
    const query = '{ system { readModels { lagEvents parked } } }';
    const { readModels } = (await get<Lagging>(service, query)).system;
    expect(readModels.filter(({ parked }) => parked > 0)).toEqual([]);
    if (readModels.every(({ lagEvents }) => lagEvents === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the read models did not catch up');
};

/** What is answered on each basis, in its bytes. */
export type Answers = readonly (readonly string[])[];

/** Tells what was known by `KNOWN`, and gives bases of that time: by an instant, by a position. */
export const tellAndAsk = async (service: Service) => {
  await tellBefore(service);
  service.setClock('2004-03-10T03:00:00.000Z');
  const query = `{ basis(asOf: "${TODAY}") { position } }`;
  const { basis } = await get<{ basis: { position: string } }>(service, query);
  const bases: readonly Basis[] = [
    { asOf: YEAR_END, knownAt: KNOWN },
    { asOf: TODAY, knownAt: KNOWN },
    { asOf: TODAY, knownUpTo: basis.position },
  ];
  const answers = async (): Promise<Answers> => {
    const all: (readonly string[])[] = [];
    for (const one of bases) all.push(await answersOn(service, one));
    return all;
  };
  return { position: basis.position, answers, before: await answers() };
};

export const rebuildAll = async (service: Service): Promise<void> => {
  const within = { house: service.house, bus: service.app.get(CommandBus) };
  const { readModels } = await JOBS.rebuild(within, { readModels: [] }, () => undefined);
  expect(readModels.length).toBeGreaterThan(4);
};

/** By all that is known now: what of the events since would show, were they not kept out. */
export const loansNow = async (service: Service): Promise<number> => {
  const of = `asOf: "${YEAR_END}", filter: { programme: "LATER" }`;
  const query = `{ portfolio(${of}) { loanCount } }`;
  return (await get<{ portfolio: { loanCount: number } }>(service, query)).portfolio.loanCount;
};
