import { isDeepStrictEqual } from 'node:util';
import { get } from '../e2e/service.js';
import { dice as diceOf } from './dice.js';
import { daysAfter } from './naive-calendar.js';
import type { Told } from './naive-list.js';
import {
  ASKING, documentOf, edgesOf, type Kind, type Question, variablesOf,
} from './questions.js'; // prettier-ignore
import { type History, randomHistory } from './random-history.js';

/** JEJAK_SEED=… tells that one history alone. */
const given = process.env['JEJAK_SEED'];
const SEEDS = given === undefined ? [101, 202, 303, 404, 505] : [Number(given)];

/** 10,000 in all, and how many go into one request. */
const EACH = { mitra: [800, 25], loan: [700, 25], portfolio: [500, 10] } as const;
const PATIENCE = 120_000;

interface Answer {
  readonly status?: string;
  readonly schedule?: readonly object[];
  readonly groups?: readonly { readonly key: string | null }[];
}
/**
 * In which order groups come is nobody's promise; nor is what the schedule of a loan shows before
 * anything was paid out.
 */
const promised = (answer: unknown): unknown => {
  const { groups, schedule, ...rest } = (answer ?? {}) as Answer;
  if (groups) {
    const sorted = groups.toSorted((a, b) => ((a.key ?? '~') < (b.key ?? '~') ? -1 : 1));
    return { ...rest, groups: sorted };
  }
  return schedule && rest.status === 'AGREED' ? rest : answer;
};

const compare = async (history: History, kind: Kind, questions: readonly Question[]) => {
  const document = documentOf(kind, questions.length);
  const answers = await get(history.service, document, variablesOf(questions));
  questions.forEach(({ args, expected }, at) => {
    const [said, right] = [promised(answers[`q${at}`]), promised(expected())];
    if (isDeepStrictEqual(said, right)) return;
    const question = { seed: history.seed, kind, args };
    expect({ ...question, answer: said }).toEqual({ ...question, answer: right });
  });
};

/** The day on which an event is true in the world; null: as its command says, or today. */
const dayOf = (event: Told, all: readonly Told[]): string | null => {
  if (event.type === 'AgreementSigned') return event.data.terms.agreedOn;
  if (event.type === 'LateFeeCharged') return daysAfter(event.data.dueOn, 1);
  if (event.type === 'PaymentReversed' && event.data.kind === 'ERROR') return event.data.paidOn;
  if (event.type === 'LateFeeWaived' && event.data.kind === 'PAID_IN_TIME')
    return all.find(({ eventId }) => eventId === event.data.fee)?.effectiveOn ?? '';
  if (event.type === 'MitraDataCorrected' && !event.input['effectiveOn'])
    return all.find(({ type, mitra }) => type === 'MitraRegistered' && mitra === event.mitra)
      ?.effectiveOn ?? ''; // prettier-ignore
  return (event.input['effectiveOn'] as string | undefined) ?? null;
};

const OWN_DAY = new Set([
  'MitraRegistered', 'MitraDataCorrected', 'MitraStatusChanged', 'VisitRecorded', 'LateFeeCharged',
  'AgreementSigned', 'LoanDisbursed', 'PaymentReceived', 'PaymentReversed', 'OverpaymentReturned',
  'LateFeeWaived', 'MoratoriumGranted',
]); // prettier-ignore

describe.each(SEEDS)('two times: history %i', (seed) => {
  let history: History;
  beforeAll(async () => {
    history = await randomHistory(seed);
  }, PATIENCE);
  afterAll(() => history.service.stop());

  it('tells of late entries, reversals, corrections, fees and visits', () => {
    const { events, outcomes } = history;
    const late = events.filter((event) => event.effectiveOn < event.recordedAt.slice(0, 10));
    expect(late.length).toBeGreaterThan(100);
    const least = {
      ...{ receivePayment: 20, reversePayment: 5, correctMitraData: 5 },
      ...{ disburseLoan: 8, recordVisit: 5, adoptPolicy: 2 },
    };
    for (const [command, count] of Object.entries(least))
      expect(outcomes.get(command) ?? 0).toBeGreaterThanOrEqual(count);
    expect(events.some(({ type }) => type === 'LateFeeCharged')).toBe(true);
  });

  it('each event is effective on its own day', () => {
    for (const event of history.events.filter(({ type }) => OWN_DAY.has(type))) {
      const day = dayOf(event, history.events);
      if (day !== null)
        expect([event.type, event.effectiveOn, event.input]).toEqual([
          event.type,
          day,
          event.input,
        ]);
    }
  });

  it.each(['mitra', 'loan', 'portfolio'] as const)(
    '%s: answered as the naive model answers',
    async (kind) => {
      const dice = diceOf(seed * 7 + kind.length);
      const edges = edgesOf(history.events);
      const [count, together] = EACH[kind];
      for (let asked = 0; asked < count; asked += together) {
        const questions = Array.from({ length: together }, () =>
          ASKING[kind](dice, history, edges),
        );
        await compare(history, kind, questions);
      }
    },
    PATIENCE,
  );
});
