import { position } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { explain } from '../../src/lending/explain.js';
import { explainClass } from '../../src/lending/explain-class.js';
import type { LoanTimeline } from '../../src/lending/timeline.js';
import { bandsInWords } from '../../src/policy/band-words.js';
import {
  disbursed,
  lent,
  type LoanHistory,
  paid,
  POLICIES,
  reversed,
  signed,
  timelineOf,
} from './story.js';

const KNOWN = position(1_000_000);
const explained = (timeline: LoanTimeline, day: string, policies = POLICIES) => {
  const found = explainClass(timeline, { asOf: localDate(day), known: KNOWN }, policies);
  if (!found) throw new Error('there is no loan yet');
  const { position: stood, noClass, oldestUnpaid, calendarDays, pausedDays, events } = found;
  return {
    ...{ class: stood.collectability, noClass, oldestUnpaid, calendarDays, pausedDays },
    daysPastDue: stood.daysPastDue,
    because: events.map(({ source, note }) => `${source.effectiveOn} ${note}`),
  };
};
const because = (history: LoanHistory, day: string) => explained(timelineOf(...history), day);

describe('the class of a loan is explained', () => {
  it('by the oldest unpaid instalment, and the payments that made it the oldest', () => {
    const history = [...lent(), paid('R1', 110, '2003-02-15'), paid('R2', 30, '2003-03-15')];
    expect(because(history, '2003-04-10')).toEqual({
      ...{ class: 'SUBSTANDARD', noClass: null, calendarDays: 26, pausedDays: 0, daysPastDue: 26 },
      oldestUnpaid: { no: 2, dueOn: '2003-03-15', principal: 80, interest: 0, amount: 80 },
      because: [
        '2003-01-15 instalment 2 agreed',
        '2003-02-15 receipt R1, up to it',
        '2003-03-15 receipt R2, on it',
      ],
    });
  });

  it('by the payment that was taken back', () => {
    const history = [...lent(), paid('R1', 110, '2003-02-15'), reversed('R1')];
    expect(because(history, '2003-03-01')).toMatchObject({
      oldestUnpaid: { no: 1 },
      because: ['2003-01-15 instalment 1 agreed', '2003-02-15 a payment was taken back'],
    });
  });

  it('before anything is due as after it', () => {
    expect(because(lent(), '2003-02-15')).toMatchObject({
      ...{ class: 'CURRENT', calendarDays: 0, daysPastDue: 0 },
      oldestUnpaid: { no: 1, dueOn: '2003-02-15' },
    });
  });

  it('by the days that a moratorium takes off', () => {
    const timeline = timelineOf(...lent());
    const granted = {
      ...{ event: 'e-9', cause: 'flood', position: position(900) },
      ...{ effectiveOn: localDate('2003-03-01'), from: localDate('2003-03-01') },
      to: localDate('2003-03-31'),
    };
    const paused = explained({ ...timeline, moratoria: [granted] }, '2003-04-15');
    expect(paused).toMatchObject({ calendarDays: 59, pausedDays: 31, daysPastDue: 28 });
    expect(paused.because).toContain('2003-03-01 a moratorium takes days off');
  });

  it.each([
    ['nothing was paid out', [signed()], 'NOT_PAID_OUT', []],
    ['it is settled', [...lent(), paid('R1', 330, '2003-02-01')], 'SETTLED', ['settled']],
  ] as const)('by there being none: %s', (_, history, noClass, words) => {
    const found = because(history, '2003-03-01');
    expect(found).toMatchObject({ class: null, noClass, oldestUnpaid: null });
    expect(found.because.map((one) => one.slice(11))).toEqual(words);
  });

  it('by there being no rule that was known', () => {
    expect(explained(timelineOf(...lent()), '2003-03-01', [])).toMatchObject({
      ...{ class: null, noClass: 'NO_RULE', daysPastDue: 14 },
    });
  });
});

it('the classes of a rule are told in words, each to its edge', () => {
  const bands = [{ class: 'CURRENT', upTo: 6 }, { class: 'DOUBTFUL', upTo: 12 }, { class: 'LOSS' }];
  const rule = { basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'MONTHS', bands } as never;
  expect(bandsInWords(rule).map(({ en, id }) => [en, id])).toEqual([
    ['up to 6 months past due', 'sampai 6 bulan lewat jatuh tempo'],
    ['more than 6, up to 12 months past due', 'lebih dari 6, sampai 12 bulan lewat jatuh tempo'],
    ['more than 12 months past due', 'lebih dari 12 bulan lewat jatuh tempo'],
  ]);
});

describe('a part of a figure', () => {
  const moment = { asOf: localDate('2003-04-20'), known: KNOWN };
  const history = [...lent(), paid('R1', 150, '2003-02-15')];

  it('says which instalments it is about, and that a rule decided', () => {
    const [part] = explain(timelineOf(...history), moment, 'principalPaid');
    expect(part).toMatchObject({ amount: 130, note: 'receipt R1', decidedBy: 'ALLOCATION' });
    expect(part?.instalments).toEqual([
      { no: 1, dueOn: '2003-02-15', amount: 100 },
      { no: 2, dueOn: '2003-03-15', amount: 30 },
    ]);
  });

  it('says so of what fell due too, and of interest as it was agreed', () => {
    const [due, , , brought] = explain(timelineOf(...history), moment, 'principalArrears');
    expect(due?.instalments).toEqual([{ no: 1, dueOn: '2003-02-15', amount: 100 }]);
    expect(brought?.instalments.map(({ amount }) => amount)).toEqual([-100, -30]);
    const [agreed] = explain(timelineOf(...history), moment, 'interestAgreed');
    expect(agreed?.instalments.map(({ no, amount }) => [no, amount])).toEqual([
      ...[
        [1, 10],
        [2, 10],
        [3, 10],
      ],
    ]);
  });

  it('is about the loan as a whole where it is paid out', () => {
    const parts = [signed(), disbursed('D1', 100), disbursed('D2', 200, '2003-02-01')];
    const found = explain(timelineOf(...parts), moment, 'disbursed');
    expect(found.map(({ amount, instalments }) => [amount, instalments])).toEqual([
      ...[
        [rupiah(100), []],
        [rupiah(200), []],
      ],
    ]);
  });
});
