import { position } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { pausedDays } from '../../src/lending/collection/moratorium.js';
import type { Moratorium } from '../../src/lending/timeline.js';
import { FLOOD, paused, RULES } from './collection-story.js';
import { given, lent, loanAfter, paid, signed, THREE, timelineOf } from './story.js';

const LENT = lent(300_000);
const PAUSED = [...LENT, paused('2003-03-01', '2003-03-31')];

describe('a moratorium is granted', () => {
  it('for days that were announced, naming the announcement', () =>
    given(LENT)
      .when(paused('2003-03-01', '2003-03-31'))
      .thenFacts({
        type: 'MoratoriumGranted',
        effectiveOn: localDate('2003-06-30'),
        data: {
          ...{ cause: 'flood', policy: 'flood-2003' },
          ...{ from: localDate('2003-03-01'), to: localDate('2003-03-31') },
        },
      }));

  it('to the last day announced, and beside another period', () => {
    given(LENT)
      .when(paused('2003-02-20', '2003-04-30'))
      .thenFacts(expect.anything() as never);
    given(PAUSED)
      .when(paused('2003-04-01', '2003-04-30'))
      .thenFacts(expect.anything() as never);
  });

  it('quietly, where it was granted before', () => {
    for (const said of [{}, { cause: 'flood' }])
      given(PAUSED)
        .when(paused('2003-03-01', '2003-03-31', said))
        .thenNothing();
  });
});

describe('a moratorium is refused', () => {
  const settled = [...LENT, paid('R1', 330_000, '2003-02-15')];
  const elsewhere = RULES.map((rule) => (rule === FLOOD ? { ...rule, scope: 'OTHER' } : rule));
  const later = RULES.map((rule) =>
    rule === FLOOD ? { ...rule, validFrom: localDate('2003-03-02') } : rule,
  );
  const march = ['2003-03-01', '2003-03-31'] as const;
  for (const [why, history, step, code] of [
    ['before the agreement is there', [], paused(...march), 'LOAN_NOT_SIGNED'],
    [
      'from before the agreement',
      [signed({ ...THREE, agreedOn: '2003-03-10' })],
      paused(...march),
      'MORATORIUM_BEFORE_AGREEMENT',
    ],
    [
      'granted before the agreement',
      LENT,
      paused(...march, { on: '2003-01-14' }),
      'MORATORIUM_BEFORE_AGREEMENT',
    ],
    ['granted tomorrow', LENT, paused(...march, { on: '2011-01-01' }), 'EFFECTIVE_IN_FUTURE'],
    [
      'that ends before it begins',
      LENT,
      paused('2003-03-02', '2003-03-01'),
      'MORATORIUM_ENDS_BEFORE_IT_BEGINS',
    ],
    [
      'of days granted already, in part',
      PAUSED,
      paused('2003-03-31', '2003-04-15'),
      'MORATORIUM_OVERLAPS',
    ],
    [
      'of the same days, for another cause',
      PAUSED,
      paused(...march, { cause: 'drought' }),
      'MORATORIUM_OVERLAPS',
    ],
    [
      'of the same days, as of another one',
      PAUSED,
      paused(...march, { on: '2003-07-01' }),
      'MORATORIUM_OVERLAPS',
    ],
    ['of a settled loan', settled, paused(...march), 'LOAN_ENDED'],
    [
      'a day beyond the announcement',
      LENT,
      paused('2003-03-01', '2003-05-01'),
      'NO_MORATORIUM_ANNOUNCED',
    ],
    ['a day before it', LENT, paused('2003-02-19', '2003-03-31'), 'NO_MORATORIUM_ANNOUNCED'],
    [
      'for another cause',
      LENT,
      paused(...march, { cause: 'earthquake' }),
      'NO_MORATORIUM_ANNOUNCED',
    ],
    [
      'announced for another programme',
      LENT,
      paused(...march, { rules: elsewhere }),
      'NO_MORATORIUM_ANNOUNCED',
    ],
    [
      'not in force on its first day',
      LENT,
      paused(...march, { rules: later }),
      'NO_MORATORIUM_ANNOUNCED',
    ],
  ] as const)
    it(`${why}: ${code}`, () => given(history).when(step).thenRefused(code));
});

describe('days of a moratorium', () => {
  it('are no days past due, from the day it is granted on, as far as it is known', () => {
    const loan = loanAfter(...LENT, paused('2003-03-01', '2003-03-31', { on: '2003-03-10' }));
    expect(loan.on('2003-03-09')?.daysPastDue).toBe(22);
    expect(loan.on('2003-03-10')?.daysPastDue).toBe(13);
    expect(loan.on('2003-03-31')?.daysPastDue).toBe(13);
    expect(loan.on('2003-04-01')?.daysPastDue).toBe(14);
    expect(loan.on('2003-04-01', 2)?.daysPastDue).toBe(45);
  });

  it('leave what is in arrears as it is', () => {
    const loan = loanAfter(...PAUSED);
    expect(loan.on('2003-07-01')).toMatchObject({
      ...{ principalArrears: 300_000, interestArrears: 30_000, oldestUnpaidDueOn: '2003-02-15' },
    });
  });

  const one = (from: string, to: string, on = '2003-01-01', at = 1): Moratorium => ({
    ...{ event: 'e', cause: 'flood', effectiveOn: localDate(on), position: position(at) },
    ...{ from: localDate(from), to: localDate(to) },
  });
  const march = one('2003-03-01', '2003-03-31');
  it.each([
    ['counted after the due date, up to and with the day', [march], '2003-03-10', '2003-03-20', 10],
    ['none where it ended by the due date', [march], '2003-03-31', '2003-04-20', 0],
    ['none where it begins after the day', [march], '2003-02-01', '2003-02-28', 0],
    ['one on its first day', [march], '2003-02-01', '2003-03-01', 1],
    [
      'counted once where two overlap',
      [march, one('2003-03-15', '2003-04-10')],
      '2003-02-01',
      '2003-05-01',
      41,
    ],
    [
      'counted once where one lies in the other',
      [one('2003-03-05', '2003-03-06'), march],
      '2003-02-01',
      '2003-05-01',
      31,
    ],
    [
      'of two, whichever was granted first',
      [one('2003-04-20', '2003-04-21'), march],
      '2003-02-01',
      '2003-05-01',
      33,
    ],
    [
      'none before it was granted',
      [one('2003-03-01', '2003-03-31', '2003-04-15')],
      '2003-02-01',
      '2003-04-14',
      0,
    ],
    [
      'none before it was known',
      [one('2003-03-01', '2003-03-31', '2003-01-01', 9)],
      '2003-02-01',
      '2003-05-01',
      0,
    ],
  ] as const)('are %s', (_, moratoria, dueOn, asOf, days) => {
    const timeline = { ...timelineOf(...LENT), moratoria };
    const moment = { asOf: localDate(asOf), known: position(5) };
    expect(pausedDays(timeline, localDate(dueOn), moment)).toBe(days);
  });
});
