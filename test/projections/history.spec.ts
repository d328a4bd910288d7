import { history, historyEntry } from '../../projections/history.js';
import { changesOf } from '../../projections/history-changes.js';
import { loanBook } from '../../projections/loan-book.js';
import { loanTimelines } from '../../projections/loan-timelines.js';
import { policyRegister } from '../../projections/policy-register.js';
import { summaryOf } from '../../projections/history-texts.js';
import { EVENT_TYPES } from '../../src/event-store/codec.js';
import type { JejakEvent } from '../../src/events.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { lent, paid, received, reallocated, told, used } from '../lending/story.js';
import { recorded } from '../story.js';
import { everyKind } from './golden-events.js';
import { bodies, folded, type Log, openedEvents } from './log.js';
import { SECRETS, SITI, wholeLog } from './whole-log.js';

let log: Log;
beforeAll(async () => {
  log = await wholeLog();
});

const entries = async () => bodies(await folded(history, log));

describe('the history', () => {
  it('has one entry for every event, in the order of the log', async () => {
    const documents = [...(await folded(history, log)).values()];
    expect(documents.map(({ id }) => id)).toEqual(log.stored.map(({ position }) => position));
    expect(documents.map(({ body }) => body.eventId)).toEqual(
      log.stored.map(({ eventId }) => eventId),
    );
  });

  it('holds nothing personal in clear, in no read model but the register', async () => {
    const opened = JSON.stringify(await openedEvents(log));
    for (const secret of SECRETS) expect(opened).toContain(secret);
    for (const projector of [history, loanBook, loanTimelines, policyRegister]) {
      const text = JSON.stringify([...(await folded(projector as typeof history, log)).values()]);
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    }
  });

  it('keeps the ciphertext, for those who may read it at the query', async () => {
    const registered = (await entries()).find(({ type }) => type === 'MitraRegistered');
    expect(registered?.sealed).toMatchObject({ key: 'mitra:M-1' });
    expect(registered?.reason).toBeUndefined();
  });

  it('says who, on which day, and when it was recorded', async () => {
    const adopted = (await entries()).findLast(({ type }) => type === 'PolicyAdopted');
    expect(adopted).toMatchObject({ actorId: 'siti', actor: SITI, effectiveOn: '2011-06-01' });
    expect(adopted?.recordedAt).toMatch(/^2011-01-01T/);
  });
});

/** Each word of a personal part, long enough to be told from a word of the house. */
const wordsOf = (personal: object | undefined): string[] =>
  Object.values(personal ?? {}).filter(
    (value): value is string => typeof value === 'string' && value.length > 3,
  );

describe('every kind of event', () => {
  let every: Awaited<ReturnType<typeof everyKind>>;
  beforeAll(async () => {
    every = await everyKind();
  });

  it('is told in both languages, each with its own words', () => {
    expect(every).toHaveLength(EVENT_TYPES.length);
    for (const { sealed } of every) {
      const { en, id } = summaryOf(sealed);
      expect(en.trim()).not.toBe('');
      expect(id.trim()).not.toBe('');
      expect(id).not.toBe(en);
      expect(`${en} ${id}`).not.toMatch(/undefined|null|NaN|\[object|: *$|, *[,;]/);
    }
  });

  it('is told without a personal word, even by who may see them all', () => {
    const words = every.flatMap(({ opened }) => wordsOf(opened.personal));
    expect(words.length).toBeGreaterThan(40);
    for (const { opened } of every) {
      const { en, id } = summaryOf(opened);
      for (const word of wordsOf(opened.personal)) expect(`${en} ${id}`).not.toContain(word);
    }
  });

  it('shows what it changed without a personal word, but to who opened it', () => {
    for (const { opened, sealed } of every) {
      const changes = changesOf(sealed);
      const text = JSON.stringify(historyEntry(sealed));
      for (const word of wordsOf(opened.personal)) expect(text).not.toContain(word);
      for (const { field, before, after } of changes) {
        expect(field).not.toMatch(/undefined|null|\[object/);
        expect(`${before} ${after}`).not.toMatch(/undefined|NaN|\[object/);
      }
    }
  });
});

/** The changes that the last event of a type made, as those see them who may see all. */
const changesOfLast = async (type: JejakEvent['type'], opened: boolean) => {
  const events = await openedEvents(log);
  const at = events.findLastIndex((event) => event.type === type);
  const event = events[at];
  if (!event) throw new Error(`the log has no ${type}`);
  return opened ? changesOf(event) : (await entries())[at]?.changes;
};

describe('the changes of an event', () => {
  for (const [type, expected] of [
    ['MitraStatusChanged', [['status', 'ACTIVE', 'DECEASED']]],
    ['MitraDataCorrected', [['region', 'DKI', null]]],
    ['LoanDisbursed', [['disbursement', null, '300']]],
    ['PaymentReversed', [['payment', '110', null]]],
    ['PolicyAdopted', [['validFrom', null, '2011-06-01']]],
  ] as const)
    it(`are told field by field: ${type}`, async () =>
      expect(await changesOfLast(type, false)).toEqual(
        expected.map(([field, before, after]) => ({ field, before, after })),
      ));

  it('show a personal value, before and after, where the event was opened', async () => {
    const events = await openedEvents(log);
    const renamed = events.find(
      (event) => event.type === 'MitraDataCorrected' && event.data.field === 'name',
    );
    const change = { field: 'name', before: 'Ade Putra Agung', after: 'Ade Putra' };
    expect(renamed && changesOf(renamed)).toEqual([change]);
    const at = events.findIndex((event) => event === renamed);
    expect((await entries())[at]?.changes).toEqual([{ ...change, before: null, after: null }]);
  });

  it('name each part of each payment that was moved', () => {
    const { events } = told(...lent(), paid('R2', 110, '2003-03-20'), paid('R1', 50, '2003-02-10'));
    const moved = events.find(({ type }) => type === 'PaymentsReallocated');
    expect(moved && changesOf(moved)).toEqual(
      expect.arrayContaining([
        { field: 'R2.interest', before: '20', after: '10' },
        { field: 'R2.principal', before: '90', after: '100' },
      ]),
    );
  });

  it('are never none where payments were moved, though between instalments alone', () => {
    const moved = recorded(
      // prettier-ignore
      reallocated('2003-02-10', ['loan-L-1@2', 'R2', used([[1, 0, 100]]), used([[2, 0, 100]])]),
      'loan-L-1',
      3,
    );
    expect(changesOf(moved)).toEqual([
      { field: 'R2.instalment 1.principal', before: '100', after: '0' },
      { field: 'R2.instalment 2.principal', before: '0', after: '100' },
    ]);
  });
});

describe('what an entry is found by', () => {
  it('are the fields it changed, of one word each, personal ones by their name alone', async () => {
    const all = await entries();
    const named = (type: JejakEvent['type']) =>
      all.filter((one) => one.type === type).map(({ changed }) => changed);
    expect(named('MitraStatusChanged')).toContainEqual({ status: true });
    expect(named('MitraDataCorrected')).toContainEqual({ name: true });
    const text = JSON.stringify(all.map(({ changed }) => changed));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it('holds no names of more than one word', () => {
    const [from, to] = [used([[1, 0, 100]]), used([[2, 0, 100]])]; // prettier-ignore
    const moved = reallocated('2003-02-10', ['loan-L-1@2', 'R2', from, to]);
    expect(historyEntry(recorded(moved, 'loan-L-1', 3)).changed).toEqual({});
  });

  it.each([
    ['2003-02-15', '2003-02-15T16:59:59.999Z', 0],
    ['2003-02-15', '2003-02-15T17:00:00.000Z', 1],
    ['2003-02-15', '2003-04-10T03:00:00.000Z', 54],
    ['2003-02-15', '2003-02-14T03:00:00.000Z', 0],
    ['2003-08-01', '2003-03-20T03:00:00.000Z', 0],
  ])('of %s recorded at %s is %i days late, by the day in Jakarta', (day, at, days) => {
    const paidThen = recorded(received('R1', 100, day, used([], 100)), 'loan-L-1', 2);
    expect(historyEntry({ ...paidThen, recordedAt: at as Instant }).backdatedDays).toBe(days);
  });
});

describe('the entry of a payment', () => {
  it('tells its money as people write it', () => {
    const large = used([[1, 1_500, 1_234_567]], 7); // prettier-ignore
    const event = recorded(received('R1', 1_236_074, '2003-02-15', large), 'loan-L-1', 2);
    expect(historyEntry(event).summary).toEqual({
      en:
        'Payment R1 of Rp 1,236,074 received: ' +
        'interest Rp 1,500, principal Rp 1,234,567, credit Rp 7',
      id:
        'Pembayaran R1 sebesar Rp 1.236.074 diterima: ' +
        'bunga Rp 1.500, pokok Rp 1.234.567, titipan Rp 7',
    });
  });
});
