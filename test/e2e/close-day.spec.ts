import { CommandBus } from '@nestjs/cqrs';
import { JOBS } from '../../src/house/jobs.js';
import { localDate } from '../../src/kernel/local-date.js';
import { ask } from '../graphql/ask.js';
import { BRANCH, FIELD, FINANCE, FINANCE_HEAD, lendingOffice, OFFICE, TODAY } from './closing.js';
import { as, freshId, get, send, type Service, tell } from './service.js';

let service: Service;
beforeAll(async () => {
  service = await lendingOffice();
});
afterAll(() => service.stop());

const RESULT = `commandId date loans changed feesCharged moves { from to loans }
  lettersDue { loan letter } failures { loan reason } position`;
interface Closed {
  readonly loans: number;
  readonly changed: number;
  readonly feesCharged: number;
  readonly lettersDue: readonly { readonly loan: string; readonly letter: string }[];
  readonly position: string;
}
const closing = (date: string, headers = FINANCE.headers, more: object = {}) =>
  ask(
    service,
    `mutation ($input: CloseDayInput!) { closeDay(input: $input) { ${RESULT} } }`,
    { input: { commandId: freshId(), date, ...more } },
    { ...headers, 'x-at-least': service.seen.position ?? '' },
  );
const closed = async (date: string): Promise<Closed> => {
  const { data, errors } = await closing(date);
  if (errors) throw new Error(JSON.stringify([errors, service.reports]));
  const day = data?.['closeDay'] as Closed;
  service.seen.position = day.position;
  return day;
};

const numbers = async (filter: object, headers = FINANCE.headers): Promise<readonly string[]> => {
  const query = `query ($filter: LoanFilter) { loans(filter: $filter) {
    totalCount edges { node { number } } } }`;
  interface Page {
    readonly edges: readonly { readonly node: { readonly number: string } }[];
  }
  const { loans } = await get<{ loans: Page }>(service, query, { filter }, headers);
  return loans.edges.map(({ node }) => node.number);
};

describe('lists of loans by class and by days past due', () => {
  // prettier-ignore
  it.each([
    [{ collectability: 'CURRENT' }, ['GOOD']],
    [{ collectability: 'SUBSTANDARD' }, ['PAUSED']],
    [{ collectability: 'DOUBTFUL' }, ['BOOKED', 'LATE']],
    [{ collectability: 'LOSS' }, ['OLD']],
    [{ collectability: 'PROBLEM' }, ['PROBLEM']],
    [{ overdueMoreThan: 0 }, ['LATE', 'OLD', 'PAUSED', 'PROBLEM']],
    [{ overdueMoreThan: 69 }, ['LATE', 'OLD', 'PAUSED', 'PROBLEM']],
    [{ overdueMoreThan: 70 }, ['LATE', 'OLD', 'PROBLEM']],
    [{ overdueMoreThan: 263 }, ['OLD', 'PROBLEM']],
    [{ overdueMoreThan: 10, collectability: 'SUBSTANDARD' }, ['PAUSED']],
    [{ overdueMoreThan: 100, collectability: 'SUBSTANDARD' }, []],
    [{ status: 'PROBLEM' }, ['PROBLEM']],
    [{ status: 'SETTLED' }, ['ENDED']],
    [{ programme: 'UJI', collectability: 'DOUBTFUL' }, []],
  ])('%j: %j', async (filter, found) => expect(await numbers(filter)).toEqual(found));

  it('are those whose position says so', async () => {
    const query = '{ loans { edges { node { number position { collectability daysPastDue } } } } }';
    const { loans } = await get<{
      loans: { edges: { node: { number: string; position: Row } }[] };
    }>(service, query, {}, FINANCE.headers);
    interface Row {
      readonly collectability: string | null;
      readonly daysPastDue: number | null;
    }
    const all = loans.edges.map(({ node }) => node);
    for (const wanted of ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'])
      expect(await numbers({ collectability: wanted })).toEqual(
        all.filter(({ position: p }) => p.collectability === wanted).map(({ number }) => number),
      );
    expect(await numbers({ overdueMoreThan: 100 })).toEqual(
      all.filter(({ position: p }) => Number(p.daysPastDue) > 100).map(({ number }) => number),
    );
  });
});

describe('closing a day', () => {
  it('is refused in the future, and to who has nothing to do with money', async () => {
    const { errors: tomorrow } = await closing('2025-11-01');
    expect(tomorrow?.[0]?.extensions).toMatchObject({
      ...{ code: 'REFUSED', refusal: 'EFFECTIVE_IN_FUTURE', details: { today: TODAY } },
    });
    const { errors: clerk } = await closing(TODAY, as('OFFICER', 'siti'));
    expect(clerk?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    for (const more of [{ expectedRevision: 3 }, { effectiveOn: '2025-10-30' }]) {
      const { errors } = await closing(TODAY, FINANCE.headers, more);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT' });
    }
  });

  it('records fees and classes, and says which letters are due', async () => {
    const day = await closed(TODAY);
    // LATE and PAUSED: nine instalments each; OLD and PROBLEM: twelve; GOOD has none due yet.
    expect(day).toMatchObject({ loans: 7, changed: 4, feesCharged: 42, failures: [] });
    expect(day).toMatchObject({
      lettersDue: [
        ...[{ loan: 'BOOKED', letter: 'I' }, { loan: 'LATE', letter: 'I' }], // prettier-ignore
        ...[{ loan: 'OLD', letter: 'I' }, { loan: 'PAUSED', letter: 'I' }], // prettier-ignore
        { loan: 'PROBLEM', letter: 'I' },
      ],
    });
    const again = await closed(TODAY);
    expect(again).toMatchObject({ loans: 7, changed: 0, feesCharged: 0, failures: [] });
    expect(again.lettersDue).toEqual(day.lettersDue);
  });

  it('shows on the loan, at the moment asked', async () => {
    const query = `query ($asOf: Date) { loan(number: "LATE", asOf: $asOf) {
      lateFees { no dueOn chargedOn amount waived paid }
      classChanges { on collectability collectabilityName }
      history(last: 1) { edges { node { type data } } } } }`;
    const show = async (asOf: string) =>
      (await get<{ loan: Shown }>(service, query, { asOf }, FINANCE.headers)).loan;
    interface Shown {
      readonly lateFees: readonly object[];
      readonly classChanges: readonly object[];
      readonly history: { readonly edges: readonly { readonly node: object }[] };
    }
    const now = await show(TODAY);
    expect(now.classChanges).toEqual([
      { on: TODAY, collectability: 'DOUBTFUL', collectabilityName: 'Diragukan' },
    ]);
    expect(now.history.edges[0]?.node).toMatchObject({
      type: 'CollectabilityChanged',
      data: { from: 'CURRENT', to: 'DOUBTFUL', daysPastDue: 263, no: 1, dueOn: '2025-02-10' },
    });
    expect((await show('2025-03-11')).lateFees).toEqual(
      [1, 2].map((no) => ({
        ...{ no, dueOn: `2025-0${no + 1}-10`, chargedOn: `2025-0${no + 1}-11` },
        ...{ amount: 12_000, waived: 0, paid: 0 },
      })),
    );
    expect((await show('2025-03-10')).classChanges).toEqual([]);
  });

  it('again after a late entry records what differs, and waives what was never due', async () => {
    const pay = { amount: 1_060_000, receipt: 'R-1', effectiveOn: '2025-02-10' };
    await tell(service, 'receivePayment', { loan: 'LATE', ...pay }, FINANCE);
    const day = await closed(TODAY);
    expect(day).toMatchObject({ changed: 0, feesCharged: 0 });
    const query = '{ loan(number: "LATE") { lateFees { no amount waived } } }';
    const { loan } = await get<{ loan: { lateFees: object[] } }>(service, query);
    expect(loan.lateFees[0]).toEqual({ no: 1, amount: 12_000, waived: 12_000 });
    // Nobody had closed 15 August: LATE was 158 days past due, OLD and PROBLEM for long.
    expect(await closed('2025-08-15')).toMatchObject({ changed: 3 });
  });

  it('runs as a job, too, and a second one finds nothing', async () => {
    const job = (date: string) =>
      JOBS.closeDay(
        { house: service.house, bus: service.app.get(CommandBus) },
        { date: localDate(date), actor: { id: 'night', role: 'FINANCE_OFFICER' } },
        () => undefined,
      );
    expect(await job('2025-10-30')).toMatchObject({ loans: 7, failures: [] });
    expect(await job('2025-10-30')).toMatchObject({ changed: 0, feesCharged: 0 });
    await expect(job('2025-11-01')).rejects.toThrow(/EFFECTIVE_IN_FUTURE/);
  });
});

describe('a loan that failed', () => {
  it('is reported, and does not stop the others', async () => {
    const { ledger } = service.house;
    const readStream = ledger.store.readStream.bind(ledger.store);
    ledger.store.readStream = (stream, from) =>
      stream === 'loan-OLD' ? Promise.reject(new Error('unreadable')) : readStream(stream, from);
    const failed = await closed('2024-06-30');
    ledger.store.readStream = readStream;
    expect(failed).toMatchObject({
      ...{ changed: 1, failures: [{ loan: 'OLD', reason: 'unreadable' }] },
    });
    expect(await closed('2024-06-30')).toMatchObject({ changed: 1, failures: [] });
  });
});

describe('fees, moratoria and letters', () => {
  it('are told by their commands, each to who may', async () => {
    const waiver = { loan: 'OLD', no: 1, effectiveOn: TODAY };
    const by = { headers: FINANCE.headers };
    expect((await send(service, 'waiveLateFee', waiver, by)).errors?.[0]?.extensions).toMatchObject(
      {
        code: 'FORBIDDEN',
      },
    );
    const bare = await send(service, 'waiveLateFee', waiver, FINANCE_HEAD);
    expect(bare.errors?.[0]?.extensions).toMatchObject({ refusal: 'REASON_REQUIRED' });
    await tell(service, 'waiveLateFee', { ...waiver, reason: 'the flood' }, FINANCE_HEAD);
    const charged = await send(service, 'chargeLateFee', { loan: 'OLD', no: 1 }, FINANCE);
    expect(charged.errors?.[0]?.extensions).toMatchObject({ refusal: 'FEE_ALREADY_CHARGED' });
    const days = { from: '2025-09-01', to: '2025-09-02' };
    const late = await send(service, 'grantMoratorium', { loan: 'LATE', ...days }, OFFICE);
    expect(late.errors?.[0]?.extensions).toMatchObject({ refusal: 'NO_MORATORIUM_ANNOUNCED' });
  });

  it('letters are prepared, signed by another, sent, and shown', async () => {
    const letter = { loan: 'LATE', letter: 'I' };
    await tell(service, 'issueWarningLetter', { ...letter, effectiveOn: '2025-10-01' }, FIELD);
    await tell(service, 'signWarningLetter', { ...letter, effectiveOn: '2025-10-02' }, BRANCH);
    const sent = { ...letter, effectiveOn: '2025-10-03', reference: 'JNE 8821' };
    await tell(service, 'sendWarningLetter', sent, FIELD);
    expect((await closed(TODAY)).lettersDue).toContainEqual({ loan: 'LATE', letter: 'II' });
    const query = `{ late: loan(number: "LATE") { letters { letter step on by } }
      paused: loan(number: "PAUSED") { moratoria { cause from to grantedOn } } }`;
    expect(await get(service, query, {}, FINANCE.headers)).toEqual({
      late: {
        letters: [
          { letter: 'I', step: 'PREPARED', on: '2025-10-01', by: 'siti' },
          { letter: 'I', step: 'SIGNED', on: '2025-10-02', by: 'bram' },
          { letter: 'I', step: 'SENT', on: '2025-10-03', by: 'siti' },
        ],
      },
      paused: {
        moratoria: [
          { cause: 'flood', from: '2025-02-20', to: '2025-08-31', grantedOn: '2025-02-25' },
        ],
      },
    });
  });
});
