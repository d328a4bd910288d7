import { localDate } from '../../src/kernel/local-date.js';
import { lettersDue } from '../../src/lending/collection/warning-letters.js';
import { takenOver } from './books-story.js';
import {
  BRANCH_HEAD,
  BY_MONTHS,
  closed,
  issue,
  paused,
  RULES,
  SECTION_HEAD,
  send,
  sign,
  warned,
  without,
} from './collection-story.js';
import { OFFICER } from '../story.js';
import { given, type LoanHistory, lent, paid, timelineOf, told } from './story.js';

// By the ministry's classes: I from 2003-02-16 on, II from 2003-08-15, III from 2004-02-11.
const LENT = lent(300_000);
const [ONE, TWO, THREE] = ['2003-02-16', '2003-08-15', '2004-02-11'] as const;

describe('a warning letter is prepared', () => {
  it('on the first day of its class, with the statement of loan of that day', () => {
    const { events } = told(LENT, closed(ONE), issue('I', ONE));
    expect(events.at(-1)).toMatchObject({
      type: 'WarningLetterPrepared',
      effectiveOn: ONE,
      data: {
        letter: 'I',
        statement: {
          ...{ asOf: ONE, principalOutstanding: 300_000, interestOutstanding: 30_000 },
          ...{ lateFeeOutstanding: 300, principalArrears: 100_000, interestArrears: 10_000 },
          ...{ daysPastDue: 1, collectability: 'SUBSTANDARD' },
        },
        ...{ oldestUnpaidDueOn: '2003-02-15', policy: 'warning-letters-by-class' },
      },
    });
  });

  it('each after the one before went out', () => {
    const all = [...LENT, ...warned('I', ONE), ...warned('II', TWO), ...warned('III', THREE)];
    expect(timelineOf(all).letters.map(({ letter, step }) => `${letter} ${step}`)).toEqual(
      ['I', 'II', 'III'].flatMap((letter) =>
        ['PREPARED', 'SIGNED', 'SENT'].map((step) => `${letter} ${step}`),
      ),
    );
  });

  it('of a balance of the old books, by the class as booked and without a due date', () => {
    const { events } = told(takenOver(), issue('I', '2004-01-10'));
    expect(events[1]?.data).toMatchObject({ letter: 'I', oldestUnpaidDueOn: undefined });
    expect(events[1]?.data).toMatchObject({ statement: { daysPastDue: null } });
    given(takenOver(), warned('I', '2004-01-10'))
      .when(issue('I', '2004-05-01'))
      .thenRefused('LETTER_ALREADY_ISSUED');
  });

  // The oldest is due on 2003-02-15: more than six months over is from 2003-08-16 on.
  it.each([
    ['I', '2003-08-15', '2003-08-16'],
    ['II', '2003-11-15', '2003-11-16'],
    ['III', '2004-02-15', '2004-02-16'],
  ] as const)('letter %s by months: not on %s, but on %s', (letter, edge, after) => {
    const before = (['I', 'II', 'III'] as const).slice(0, ['I', 'II', 'III'].indexOf(letter));
    const history = [
      ...LENT,
      ...before.flatMap((one) => warned(one, one === 'I' ? '2003-08-16' : '2003-11-16', BY_MONTHS)),
    ];
    given(history)
      .when(issue(letter, edge, BY_MONTHS))
      .thenRefused('LETTER_NOT_DUE');
    given(history)
      .when(issue(letter, after, BY_MONTHS))
      .thenFacts(expect.anything() as never);
  });

  it('by months, days of a moratorium are not counted', () => {
    const history = [...LENT, paused('2003-03-01', '2003-03-10', { on: '2003-03-01' })];
    given(history)
      .when(issue('I', '2003-08-25', BY_MONTHS))
      .thenRefused('LETTER_NOT_DUE');
    given(history)
      .when(issue('I', '2003-08-26', BY_MONTHS))
      .thenFacts(expect.anything() as never);
  });
});

describe('a warning letter is refused', () => {
  const settled = [...LENT, paid('R1', 330_000, '2003-03-01')];
  const first = [...LENT, ...warned('I', ONE)];
  const prepared = [...LENT, issue('I', ONE)];
  const unsent = [...prepared, sign('I', ONE)];
  for (const [why, history, step, code] of [
    ['before the agreement is there', [], issue('I', ONE), 'LOAN_NOT_SIGNED'],
    ['on a day before the agreement', LENT, issue('I', '2003-01-14'), 'LETTER_BEFORE_AGREEMENT'],
    ['tomorrow', LENT, issue('I', '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    ['of a settled loan', settled, issue('I', '2003-03-02'), 'LOAN_NOT_OPEN'],
    ['of a loan that is settled by now', settled, issue('I', ONE), 'LOAN_NOT_OPEN'],
    ['without a rule', LENT, issue('I', ONE, without('WARNING_LETTERS')), 'NO_POLICY_IN_FORCE'],
    ['on the due date', LENT, issue('I', '2003-02-15'), 'LETTER_NOT_DUE'],
    ['a day before its class', first, issue('II', '2003-08-14'), 'LETTER_NOT_DUE'],
    ['twice', first, issue('I', '2003-02-20'), 'LETTER_ALREADY_ISSUED'],
    ['twice, the other dated later', first, issue('I', '2003-02-17'), 'LETTER_ALREADY_ISSUED'],
    ['II before I', LENT, issue('II', TWO), 'LETTER_OUT_OF_ORDER'],
    ['II while I is not signed', prepared, issue('II', TWO), 'LETTER_OUT_OF_ORDER'],
    ['II while I is not sent', unsent, issue('II', TWO), 'LETTER_OUT_OF_ORDER'],
    ['III before II', [...first], issue('III', THREE), 'LETTER_OUT_OF_ORDER'],
    ['a signature before it is prepared', LENT, sign('I', ONE), 'LETTER_NOT_PREPARED'],
    ['a signature of another letter', prepared, sign('II', TWO), 'LETTER_NOT_PREPARED'],
    [
      'a signature dated before it',
      [...LENT, issue('I', '2003-02-20')],
      sign('I', ONE),
      'LETTER_NOT_YET_PREPARED',
    ],
    ['the signature of who prepared it', prepared, sign('I', ONE, OFFICER), 'FOUR_EYES'],
    [
      'the signature of his stand-in',
      prepared,
      sign('I', ONE, { ...BRANCH_HEAD, onBehalfOf: OFFICER.id }),
      'FOUR_EYES',
    ],
    [
      'letter II signed by a head of section',
      [...first, issue('II', TWO)],
      sign('II', TWO, SECTION_HEAD),
      'LETTER_LEVEL',
    ],
    ['going out unsigned', prepared, send('I', ONE), 'LETTER_NOT_SIGNED'],
    [
      'going out before it is signed',
      [...prepared, sign('I', '2003-02-20')],
      send('I', '2003-02-19'),
      'LETTER_NOT_YET_SIGNED',
    ],
    ['going out again', first, send('I', '2003-02-20'), 'LETTER_ALREADY_SENT'],
    [
      'signed after a cure',
      [...prepared, paid('R1', 110_000, '2003-02-20')],
      sign('I', '2003-03-20'),
      'LETTER_NOT_PREPARED',
    ],
  ] as const)
    it(`${why}: ${code}`, () => given(history).when(step).thenRefused(code));

  it('but is quiet where the very same was done before', () => {
    given(first).when(issue('I', ONE)).thenNothing();
    given(first).when(sign('I', ONE)).thenNothing();
    given(first).when(send('I', ONE)).thenNothing();
    given(prepared)
      .when(sign('I', ONE, SECTION_HEAD))
      .thenFacts(expect.anything() as never);
  });
});

describe('once nothing was in arrears on a day', () => {
  const cured = [...LENT, ...warned('I', ONE), paid('R1', 110_000, '2003-03-01')];

  it('the letters begin again at I', () => {
    given(cured)
      .when(issue('I', '2003-03-16'))
      .thenFacts(expect.anything() as never);
    given(cured).when(issue('II', '2003-10-01')).thenRefused('LETTER_OUT_OF_ORDER', { sent: [] });
  });

  it('but not where a part was paid', () =>
    given(LENT, warned('I', ONE), paid('R1', 109_999, '2003-03-01'))
      .when(issue('I', '2003-03-16'))
      .thenRefused('LETTER_ALREADY_ISSUED'));

  it('though the payment was entered late, and dated on the letter’s own day', () =>
    given(LENT, warned('I', '2003-02-20'), paid('R1', 110_000, '2003-02-20'))
      .when(issue('I', '2003-03-16'))
      .thenFacts(expect.anything() as never));
});

describe('letters due', () => {
  const due = (on: string, history: LoanHistory, rules = RULES) =>
    lettersDue(timelineOf(...history), localDate(on), rules);
  const first = [...LENT, ...warned('I', ONE)];
  it.each([
    ['none on the due date', '2003-02-15', LENT, []],
    ['I from the next day', ONE, LENT, ['I']],
    ['I although II would be due as well', TWO, LENT, ['I']],
    ['none while I is not sent', TWO, [...LENT, issue('I', ONE)], []],
    ['none before II is due', '2003-08-14', first, []],
    ['II when it is', TWO, first, ['II']],
    ['none after III', '2005-01-01', [...first, ...warned('II', TWO), ...warned('III', THREE)], []],
    ['none once it is paid', TWO, [...LENT, paid('R1', 330_000, '2003-08-15')], []],
    ['I again after a cure', '2003-03-16', [...first, paid('R1', 110_000, '2003-03-01')], ['I']],
    ['none before the agreement', '2003-01-14', LENT, []],
  ] as const)('%s', (_, on, history, letters) => expect(due(on, history)).toEqual(letters));

  it('none without a rule', () => expect(due(ONE, LENT, without('WARNING_LETTERS'))).toEqual([]));
});
