import { scheduleOf } from '../../src/lending/schedule/schedule.js';
import { days, made, request, type Spoken } from './terms.js';

describe('terms', () => {
  for (const [why, spoken, refusal, field] of [
    ['no instalment', { rate: '0', instalments: 0 }, 'INSTALMENTS_OUT_OF_RANGE', 'instalments'],
    ['601 instalments', { rate: '0', instalments: 601 }, 'INSTALMENTS_OUT_OF_RANGE', 'instalments'],
    ['half an instalment', { instalments: 1.5 }, 'INSTALMENTS_OUT_OF_RANGE', 'instalments'],
    ['a negative grace', { rate: '0', graceMonths: -1 }, 'GRACE_OUT_OF_RANGE', 'graceMonths'],
    ['a grace of 601 months', { graceMonths: 601 }, 'GRACE_OUT_OF_RANGE', 'graceMonths'],
    ['no principal', { rate: '0', principal: 0 }, 'PRINCIPAL_NOT_POSITIVE', 'principal'],
    ['a negative principal', { principal: -1 }, 'PRINCIPAL_NOT_POSITIVE', 'principal'],
    ['above 10^15', { principal: 10 ** 15 + 1, rate: '0' }, 'PRINCIPAL_TOO_LARGE', 'principal'],
    ['negative interest', { interestTotal: -1 }, 'INTEREST_TOTAL_NEGATIVE', 'interestTotal'],
    [
      'principal and interest above 10^15',
      { principal: 2, interestTotal: 10 ** 15 - 1 },
      'INTEREST_TOTAL_TOO_LARGE',
      'interestTotal',
    ],
    [
      'a rate that leads above 10^15',
      { principal: 5 * 10 ** 14, rate: '1.1' },
      'INTEREST_TOO_LARGE',
      'rate',
    ],
    ['a formula without a rate', { method: 'FLAT' }, 'RATE_REQUIRED', 'rate'],
    ['an annuity without a rate', { method: 'ANNUITY' }, 'RATE_REQUIRED', 'rate'],
    [
      'AGREED with a rate',
      { method: 'AGREED', rate: '0.06', interestTotal: 1 },
      'RATE_NOT_FOR_AGREED',
      'rate',
    ],
    [
      'AGREED without the interest',
      { method: 'AGREED' },
      'INTEREST_TOTAL_REQUIRED',
      'interestTotal',
    ],
    [
      'a first due date before the agreement',
      { rate: '0', firstDueOn: '2001-01-14' },
      'FIRST_DUE_BEFORE_AGREEMENT',
      'firstDueOn',
    ],
    [
      'a maturity before the agreement',
      { rate: '0', maturesOn: '2001-01-14' },
      'MATURITY_BEFORE_AGREEMENT',
      'maturesOn',
    ],
    [
      'a grace that disagrees',
      { rate: '0', graceMonths: 1, firstDueOn: '2001-02-15' },
      'GRACE_DISAGREES_WITH_FIRST_DUE',
      'firstDueOn',
    ],
    [
      'a last day after the year 9999',
      { rate: '0', agreedOn: '9999-06-01' },
      'DUE_DATE_OUT_OF_RANGE',
      'instalments',
    ],
  ] as readonly [string, Spoken, string, string][])
    it(`are refused for ${why}`, () =>
      expect(scheduleOf(request(spoken))).toMatchObject({ refusal, details: { field } }));

  it('at the limits are accepted', () => {
    expect(made({ principal: 10 ** 15, rate: '0', instalments: 600 }).schedule).toHaveLength(600);
    expect(made({ principal: 5 * 10 ** 14, rate: '1' }).terms.interestTotal).toBe(5 * 10 ** 14);
    expect(days({ rate: '0', instalments: 1, firstDueOn: '2001-01-15' })).toEqual(['2001-01-15']);
  });
});
