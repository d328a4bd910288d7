import fc from 'fast-check';
import { type Position, position } from '../../src/kernel/envelope.js';
import { addDays, addMonths, type LocalDate, localDate } from '../../src/kernel/local-date.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import { classOf, daysPastDue, dueDatesOf } from '../../src/policy/collectability.js';
import { type AdoptedPolicy, inForce } from '../../src/policy/in-force.js';
import type { CollectabilityRule } from '../../src/policy/policy-rules.events.js';
import { COLLECTABILITIES } from '../../src/policy/policy.events.js';

const at = (number: number): Position => position(number);
const ADOPTED: readonly AdoptedPolicy[] = BUILT_IN_POLICIES.map((terms, index) => ({
  ...terms,
  position: at(index + 1),
}));

const ruleOn = (
  on: string,
  programme?: string,
  { policies = ADOPTED, known = at(1_000) }: { policies?: typeof ADOPTED; known?: Position } = {},
) => inForce(policies, 'COLLECTABILITY', { programme, on: localDate(on), known });

const parametersOn = (on: string, programme?: string): CollectabilityRule => {
  const rule = ruleOn(on, programme);
  if (!rule) throw new Error(`no rule on ${on}`);
  return rule.parameters;
};

const classAfter = (days: number, on: string): string =>
  classOf(parametersOn(on), addDays(localDate(on), -days), localDate(on));

describe('the class by days past due', () => {
  // prettier-ignore
  for (const [days, kep236, per05] of [
    [0, 'CURRENT', 'CURRENT'],
    [1, 'SUBSTANDARD', 'CURRENT'],
    [30, 'SUBSTANDARD', 'CURRENT'],
    [31, 'SUBSTANDARD', 'SUBSTANDARD'],
    [180, 'SUBSTANDARD', 'SUBSTANDARD'],
    [181, 'DOUBTFUL', 'DOUBTFUL'],
    [270, 'DOUBTFUL', 'DOUBTFUL'],
    [271, 'DOUBTFUL', 'LOSS'],
    [360, 'DOUBTFUL', 'LOSS'],
    [361, 'LOSS', 'LOSS'],
  ] as const) {
    it(`${days} days is ${kep236} by KEP-236, on 2007-04-26 for the last time`, () => {
      for (const on of ['1998-12-31', '2003-06-16', '2003-06-17', '2007-04-25', '2007-04-26'])
        expect(classAfter(days, on)).toBe(kep236);
    });
    it(`${days} days is ${per05} by PER-05/2007, from 2007-04-27 on`, () => {
      for (const on of ['2007-04-27', '2007-04-28', '2015-07-03', '2025-12-31'])
        expect(classAfter(days, on)).toBe(per05);
    });
  }

  it('is the best one where nothing is unpaid or nothing is due yet', () => {
    for (const on of ['2003-12-31', '2009-12-31']) {
      expect(classOf(parametersOn(on), undefined, localDate(on))).toBe('CURRENT');
      expect(classOf(parametersOn(on), addDays(localDate(on), 40), localDate(on))).toBe('CURRENT');
    }
  });

  it('counts no day up to and on the due date', () => {
    const due = localDate('2004-02-28');
    expect(daysPastDue(due, localDate('2004-02-27'))).toBe(0);
    expect(daysPastDue(due, due)).toBe(0);
    expect(daysPastDue(due, localDate('2004-03-01'))).toBe(2);
    expect(daysPastDue(undefined, due)).toBe(0);
  });
});

describe("the class by Jamsostek's months", () => {
  // prettier-ignore
  for (const [due, on, expected] of [
    ['2003-01-15', '2003-07-15', 'CURRENT'],
    ['2003-01-15', '2003-07-16', 'SUBSTANDARD'],
    ['2003-01-15', '2003-10-15', 'SUBSTANDARD'],
    ['2003-01-15', '2003-10-16', 'DOUBTFUL'],
    ['2003-01-15', '2004-01-15', 'DOUBTFUL'],
    ['2003-01-15', '2004-01-16', 'LOSS'],
    // six months after the end of August is the last day of February
    ['2003-08-31', '2004-02-29', 'CURRENT'],
    ['2003-08-31', '2004-03-01', 'SUBSTANDARD'],
    ['2002-08-29', '2003-02-28', 'CURRENT'],
    ['2002-08-29', '2003-03-01', 'SUBSTANDARD'],
    ['2003-05-31', '2003-11-30', 'CURRENT'],
    ['2003-05-31', '2003-12-01', 'SUBSTANDARD'],
    // nine and twelve months after the end of May, and after a leap day
    ['2003-05-31', '2004-02-29', 'SUBSTANDARD'],
    ['2003-05-31', '2004-03-01', 'DOUBTFUL'],
    ['2004-02-29', '2005-02-28', 'DOUBTFUL'],
    ['2004-02-29', '2005-03-01', 'LOSS'],
    ['2003-02-28', '2003-08-28', 'CURRENT'],
    ['2003-02-28', '2003-08-29', 'SUBSTANDARD'],
  ] as const)
    it(`of what was due on ${due} is ${expected} on ${on}`, () =>
      expect(classOf(parametersOn(on, 'JAMSOSTEK'), localDate(due), localDate(on))).toBe(expected));
});

describe('the rule in force', () => {
  for (const [on, programme, id] of [
    ['1989-12-31', 'JAMSOSTEK', 'collectability-kep-236-2003'],
    ['1990-01-01', 'JAMSOSTEK', 'collectability-jamsostek-months'],
    ['2007-04-26', 'JAMSOSTEK', 'collectability-jamsostek-months'],
    ['2007-04-26', 'JASINDO', 'collectability-kep-236-2003'],
    ['2007-04-26', undefined, 'collectability-kep-236-2003'],
    ['2007-04-27', 'JAMSOSTEK', 'collectability-per-05-2007'],
    ['2007-04-27', undefined, 'collectability-per-05-2007'],
  ] as const)
    it(`of ${programme ?? 'no programme'} on ${on} is ${id}`, () =>
      expect(ruleOn(on, programme)?.id).toBe(id));

  const general = ADOPTED.find(({ id }) => id === 'collectability-per-05-2007');
  if (!general) throw new Error('the built-in rule of 2007 is gone');
  const later = { ...general, id: 'later', validFrom: localDate('2009-01-01'), position: at(50) };
  const narrow = { ...general, id: 'narrow', scope: 'JASINDO', position: at(60) };

  it('is the later one of two of the same scope, from its first day on', () => {
    const policies = [later, ...ADOPTED];
    expect(ruleOn('2008-12-31', undefined, { policies })?.id).toBe(general.id);
    expect(ruleOn('2009-01-01', undefined, { policies })?.id).toBe('later');
  });

  it('is the one adopted last of two that begin on one day, in whichever order they stand', () => {
    const again = { ...later, id: 'again', position: at(70) };
    for (const policies of [
      [later, again],
      [again, later],
    ])
      expect(ruleOn('2009-01-01', undefined, { policies })?.id).toBe('again');
  });

  it('is the narrower one, though a general one began later', () => {
    const policies = [...ADOPTED, later, narrow];
    expect(ruleOn('2009-06-30', 'JASINDO', { policies })?.id).toBe('narrow');
    expect(ruleOn('2009-06-30', 'JAMSOSTEK', { policies })?.id).toBe('later');
    expect(ruleOn('2009-06-30', undefined, { policies })?.id).toBe('later');
  });

  it('is not known before it was adopted: a late adoption is a restatement', () => {
    const policies = [...ADOPTED, narrow];
    expect(ruleOn('2008-06-30', 'JASINDO', { policies, known: at(59) })?.id).toBe(general.id);
    expect(ruleOn('2008-06-30', 'JASINDO', { policies, known: at(60) })?.id).toBe('narrow');
    expect(ruleOn('2008-06-30', undefined, { known: at(0) })).toBeNull();
  });

  it('is none on a day for which none was adopted', () =>
    expect(ruleOn('1982-12-31', 'JAMSOSTEK')).toBeNull());
});

const anyDay: fc.Arbitrary<LocalDate> = fc
  .integer({ min: 0, max: 14_000 })
  .map((days) => addDays(localDate('1990-01-01'), days));
const monthEnd = fc
  .integer({ min: 0, max: 460 })
  .map((months) => addMonths(localDate('1990-01-31'), months));

const rules: fc.Arbitrary<CollectabilityRule> = fc.oneof(
  fc.constantFrom(...ADOPTED.filter(({ kind }) => kind === 'COLLECTABILITY')).map((policy) => {
    if (policy.kind !== 'COLLECTABILITY') throw new Error('filtered');
    return policy.parameters;
  }),
  fc
    .record({
      measure: fc.constantFrom('DAYS' as const, 'MONTHS' as const),
      limits: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 3 }),
      classes: fc.shuffledSubarray(['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const, {
        minLength: 4,
      }),
    })
    .map(({ measure, limits, classes }) => ({
      ...{ basis: 'OLDEST_UNPAID_INSTALMENT' as const, measure },
      bands: [...limits.toSorted((a, b) => a - b), undefined].map((upTo, index) => ({
        class: classes[index] ?? 'LOSS',
        upTo,
      })),
    })),
);

describe('the due dates of a class', () => {
  it('are exactly those that the rule puts into it on the day', () => {
    const dates = fc.oneof(anyDay, monthEnd);
    const ago = fc.oneof(fc.integer({ min: -40, max: 420 }), fc.integer({ min: 270, max: 280 }));
    const holds = fc.property(rules, dates, ago, (rule, asOf, days) => {
      const dueOn = addDays(asOf, -days);
      for (const wanted of COLLECTABILITIES) {
        const range = dueDatesOf(rule, wanted, asOf);
        const inRange =
          range !== null &&
          (range.after === undefined || range.after < dueOn) &&
          (range.upTo === undefined || dueOn <= range.upTo);
        expect(inRange).toBe(classOf(rule, dueOn, asOf) === wanted);
      }
    });
    fc.assert(holds, { seed: 7, numRuns: 3_000 });
  });

  it('are none for a class that the rule does not know', () =>
    expect(dueDatesOf(parametersOn('2009-01-01'), 'PROBLEM', localDate('2009-01-01'))).toBeNull());
});
