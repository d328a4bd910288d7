import fc from 'fast-check';
import { compare, type Difference } from '../../src/audit/compare.js';
import { LOAN_MEASURES, LOAN_WORLDS, type LoanWorld } from '../../src/audit/compare-loan.js';
import { position, type Position } from '../../src/kernel/envelope.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { counts, type Moment } from '../../src/kernel/moment.js';
import { isSigned } from '../../src/lending/loan.js';
import type { LoanEvent } from '../../src/lending/loan.events.js';
import { positionAt } from '../../src/lending/position.js';
import type { Recorded } from '../../src/kernel/fact.js';
import { BEGIN } from '../lending/whole-life-numbers.js';
import { RULES } from '../lending/whole-life-rules.js';
import { type Lived, wholeLives } from '../lending/whole-life.js';
import {
  type LoanHistory,
  lent,
  paid,
  POLICIES,
  returned,
  reversed,
  told,
} from '../lending/story.js';

const known = (events: readonly Recorded<LoanEvent>[], count: number): Position =>
  events[Math.min(count, events.length) - 1]?.position ?? position(0);

/** What differs between two moments of a loan, each a day and a number of facts known. */
const between = (
  history: LoanHistory,
  [fromDay, fromFacts]: readonly [string, number],
  [toDay, toFacts]: readonly [string, number],
  policies = POLICIES,
) => {
  const { events, state } = told(...history);
  if (!isSigned(state)) throw new Error('the story has no loan');
  const moments = {
    from: { asOf: localDate(fromDay), known: known(events, fromFacts) },
    to: { asOf: localDate(toDay), known: known(events, toFacts) },
  };
  const world = { timeline: state.timeline, policies };
  const found = compare(LOAN_WORLDS, world, LOAN_MEASURES, moments);
  const typeAt = (at: Position) =>
    events.find((one) => one.position === at)?.type ?? 'PolicyAdopted';
  return new Map(
    found.map(({ path, before, restated, after, byCalendar, events: made }) => [
      path,
      {
        values: [before, restated, after],
        byCalendar,
        events: made.map(({ position: at, since, step, amount }) =>
          [typeAt(at), step, since, amount].join(' '),
        ),
      },
    ]),
  );
};

const LATER = position(1_000_000);
const ON_TIME = [...lent(), paid('R1', 110, '2003-02-15')]; // signed, disbursed, received

describe('comparing two moments of a loan', () => {
  it('says what happened since', () => {
    const found = between(ON_TIME, ['2003-02-14', 3], ['2003-02-15', 3]);
    expect(found.get('principalPaid')).toEqual({
      ...{ values: [0, 0, 100], byCalendar: false },
      events: ['PaymentReceived HAPPENED HAPPENED 100'],
    });
    expect(found.get('status')).toBeUndefined();
  });

  it('says what was learned since of a day gone by', () => {
    const late = [...ON_TIME, paid('R2', 50, '2003-02-20')];
    const found = between(late, ['2003-02-28', 3], ['2003-02-28', 4]);
    expect(found.get('totalOutstanding')).toEqual({
      ...{ values: [220, 170, 170], byCalendar: false },
      events: ['PaymentReceived LEARNED LEARNED -50'],
    });
  });

  it('shows the payment that moved beside the reversal that moved it', () => {
    const found = between([...ON_TIME, reversed('R1')], ['2003-02-28', 3], ['2003-02-28', 4]);
    expect(found.get('principalPaid')).toEqual({
      ...{ values: [100, 0, 0], byCalendar: false },
      events: ['PaymentReceived LEARNED MOVED -100', 'PaymentReversed LEARNED LEARNED 0'],
    });
    expect(found.get('daysPastDue')).toEqual({
      ...{ values: [0, 13, 13], byCalendar: false },
      events: ['PaymentReversed LEARNED LEARNED '],
    });
  });

  it('parts a payment known late from one that was made later, and from the bank', () => {
    const history = [
      ...[...ON_TIME, paid('R3', 110, '2003-04-15')],
      ...[paid('R2', 110, '2003-03-10'), returned('R1', '2003-04-20')],
    ];
    const found = between(history, ['2003-03-15', 3], ['2003-04-30', Infinity]);
    expect(found.get('principalPaid')).toEqual({
      ...{ values: [100, 200, 190], byCalendar: false },
      events: [
        'PaymentReceived LEARNED LEARNED 100',
        'PaymentReceived HAPPENED MOVED -100',
        'PaymentReceived HAPPENED HAPPENED 90', // two instalments' interest first
        'PaymentReversed HAPPENED HAPPENED 0',
      ],
    });
  });

  it('says that time alone made a difference', () => {
    const found = between(lent(), ['2003-02-15', 2], ['2003-03-01', 2]);
    expect(found.get('daysPastDue')).toEqual({
      ...{ values: [0, 0, 14], byCalendar: true, events: [] },
    });
    expect(found.get('principalArrears')).toEqual({
      ...{ values: [0, 0, 100], byCalendar: true },
      events: ['AgreementSigned HAPPENED MOVED 100'],
    });
    expect([...found.keys()].toSorted()).toEqual([
      'collectability',
      'daysPastDue',
      'interestArrears',
      'oldestUnpaidDueOn',
      'principalArrears',
    ]);
  });

  it('goes back in time as well', () => {
    const found = between(ON_TIME, ['2003-02-15', 3], ['2003-02-14', 3]);
    expect(found.get('principalPaid')).toEqual({
      ...{ values: [100, 100, 0], byCalendar: false },
      events: ['PaymentReceived HAPPENED HAPPENED -100'],
    });
  });

  it('knows nothing of a loan before it was known', () => {
    const found = between(ON_TIME, ['2003-02-15', 0], ['2003-02-15', 3]);
    expect(found.get('status')).toEqual({
      ...{ values: [null, 'ACTIVE', 'ACTIVE'], byCalendar: false },
      events: ['AgreementSigned LEARNED LEARNED ', 'LoanDisbursed LEARNED LEARNED '],
    });
    expect(found.get('principalOutstanding')?.values).toEqual([null, 200, 200]);
  });

  it('names the rule that was adopted late for a class that differs', () => {
    const rule = POLICIES.find(({ kind }) => kind === 'COLLECTABILITY');
    if (!rule) throw new Error('there is a rule');
    const first = { ...rule, validFrom: localDate('1990-01-01'), validTo: undefined };
    const late = {
      ...{ ...first, id: 'late', legalBasis: 'a later decision', position: LATER },
      parameters: {
        basis: 'OLDEST_UNPAID_INSTALMENT',
        measure: 'DAYS',
        bands: [{ class: 'LOSS' }],
      },
    } as (typeof POLICIES)[number];
    const old = { ...first, position: position(0) };
    const { events, state } = told(...lent());
    if (!isSigned(state)) throw new Error('the story has no loan');
    const asOf = localDate('2003-03-01');
    const world = { timeline: state.timeline, policies: [old, late] };
    const from = { asOf, known: known(events, 2) };
    const to = { asOf, known: LATER };
    const found = compare(LOAN_WORLDS, world, LOAN_MEASURES, { from, to }).find(
      ({ path }) => path === 'collectability',
    );
    expect(found).toMatchObject({ after: 'LOSS', byCalendar: false });
    expect(found?.events).toEqual([
      { position: LATER, step: 'LEARNED', since: 'LEARNED', amount: null, note: null },
    ]);
  });

  it('has nothing to say where nothing differs', () => {
    expect(between(ON_TIME, ['2003-02-20', 3], ['2003-02-21', 3]).size).toBe(0);
  });
});

const sum = (events: Difference['events'], step: string): number =>
  events.reduce((all, one) => all + (one.step === step ? (one.amount ?? 0) : 0), 0);

const must = (holds: boolean, ...what: readonly unknown[]): void => {
  if (!holds) throw new Error(JSON.stringify(what));
};

/** Every difference is one, is told whole, and rests on events that count as they say. */
const holds = (world: LoanWorld, from: Moment, to: Moment): void => {
  if (!world.timeline) return;
  const middle = { asOf: from.asOf, known: to.known };
  const [before, restated, after] = [from, middle, to].map((moment) =>
    world.timeline ? positionAt(world.timeline, moment, world.policies) : null,
  );
  const found = compare(LOAN_WORLDS, world, LOAN_MEASURES, { from, to });
  for (const { path, events, ...values } of found) {
    const [a, b, c] = [values.before, values.restated, values.after];
    must(a !== b || b !== c, path, a, b, c);
    if (values.kind === 'RUPIAH') {
      must(sum(events, 'LEARNED') === Number(b) - Number(a), path, 'learned', values, events);
      must(sum(events, 'HAPPENED') === Number(c) - Number(b), path, 'happened', values, events);
    }
    for (const { step, since, position: at } of events) {
      const event = LOAN_WORLDS.eventsOf(world).find((one) => one.position === at);
      const [one, other] = step === 'LEARNED' ? [from, middle] : [middle, to];
      const [then, now] = event ? [counts(event, one), counts(event, other)] : [];
      must((then === now) === (since === 'MOVED'), path, step, since, then, now);
    }
  }
  for (const figure of [
    'principalOutstanding',
    'totalOutstanding',
    'daysPastDue',
    'status',
  ] as const)
    must(
      found.some(({ path }) => path === figure) ===
        ((before?.[figure] ?? null) !== (restated?.[figure] ?? null) ||
          (restated?.[figure] ?? null) !== (after?.[figure] ?? null)) ||
        [before, restated, after].every((one) => Number(one?.[figure] ?? 0) === 0),
      figure,
    );
};

it('adds up for every figure, between any two moments of any life', () =>
  fc.assert(
    fc.property(
      wholeLives,
      fc.array(fc.tuple(fc.nat(900), fc.nat(900), fc.nat(60), fc.nat(60)), {
        minLength: 3,
        maxLength: 3,
      }),
      ({ events, steps }: Lived, moments) => {
        const state = steps.at(-1)?.state;
        if (!state || !isSigned(state)) return;
        const world = { timeline: state.timeline, policies: RULES };
        for (const [fromDay, toDay, fromKnown, toKnown] of moments)
          holds(
            world,
            {
              asOf: addDays(BEGIN, fromDay),
              known: known(events, fromKnown % (events.length + 1)),
            },
            { asOf: addDays(BEGIN, toDay), known: known(events, toKnown % (events.length + 1)) },
          );
      },
    ),
    { seed: Number(process.env['WHOLE_LIVES_SEED'] ?? 2003), numRuns: 150 },
  ));
