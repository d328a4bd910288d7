import { rate } from '../../src/kernel/rate.js';
import type { LimitsRule } from '../../src/policy/policy-rules.events.js';
import { APPROVED, carriedOut, rule, withRule } from './application-story.js';
import { given, told } from './story.js';

const limits = (parameters: LimitsRule) => ({ policies: withRule(rule('LIMITS', parameters)) });

describe('the fee of the day', () => {
  const onBalance = limits({ rate: rate('0.03'), rateMethod: 'DECLINING' });
  const yearly = limits({ rate: rate('0.03'), rateMethod: 'ANNUAL_REST' });
  const signing = (spoken: object, around: typeof onBalance) => carriedOut(spoken, {}, around);
  const agreed = (interestTotal: number) => ({ method: 'AGREED', rate: undefined, interestTotal });
  // 24 months at 3 %: 281,250 on the declining balance and half a rupiah up in 12 of them;
  // 405,000 of each year's first balance.
  const cost = { declining: 281_256, annualRest: 405_000 } as const;

  it.each([
    ['the same rate, however it is written', { rate: '0.0300' }, onBalance],
    ['an annuity at that rate', { method: 'ANNUITY', rate: '0.03' }, onBalance],
    ['a sum agreed upon that costs as much', agreed(cost.declining), onBalance],
    ['a flat rate that costs less', { method: 'FLAT', rate: '0.0156' }, onBalance],
    [
      'the rest of each year, where the rule says so',
      { method: 'ANNUAL_REST', rate: '0.03' },
      yearly,
    ],
    ['a sum that costs as much as that', agreed(cost.annualRest), yearly],
    ['any sum, where the rule has no method', agreed(5_000_000), limits({ rate: rate('0.03') })],
    ['any rate, where the rule has none', { rate: '0.9' }, limits({})],
  ] as const)('is kept by %s', (_, spoken, around) =>
    expect(told(...APPROVED, signing(spoken, around)).state.status).toBe('AGREED'),
  );

  it.each([
    ['a lower rate', { rate: '0.02' }, onBalance],
    [
      'a flat rate of the same number, which costs twice as much',
      { method: 'FLAT', rate: '0.03' },
      onBalance,
    ],
    ['a rupiah more', agreed(cost.declining + 1), onBalance],
    ['a rupiah more, of each year’s rest', agreed(cost.annualRest + 1), yearly],
    [
      'the rest of each year, where the rule is milder',
      { method: 'ANNUAL_REST', rate: '0.03' },
      onBalance,
    ],
    [
      'a total above what its rate comes to',
      { rate: '0.03', interestTotal: cost.declining + 1 },
      onBalance,
    ],
    [
      'another rate, where the rule has no method',
      { rate: '0.031' },
      limits({ rate: rate('0.03') }),
    ],
  ] as const)('is not kept by %s', (_, spoken, around) =>
    given(...APPROVED)
      .when(signing(spoken, around))
      .thenRefused('RATE_NOT_IN_FORCE', { rate: '0.03', policy: 'house-LIMITS' }),
  );
});
