import { setImmediate as nextTurn } from 'node:timers/promises';
import { compare, comparing, type Steps, TRIED } from '../../src/audit/compare.js';
import { LOAN_MEASURES, LOAN_WORLDS } from '../../src/audit/compare-loan.js';
import { eventCountOf, madeOf } from '../../src/audit/compare-made.js';
import { MITRA_WORLDS, mitraMeasures, mitraWorld } from '../../src/audit/compare-mitra.js';
import { inTurns } from '../../src/audit/in-turns.js';
import { position } from '../../src/kernel/envelope.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { isSigned } from '../../src/lending/loan.js';
import type { MitraDataCorrected, MitraRegistered } from '../../src/mitra/mitra.events.js';
import type { ContactMade } from '../../src/monitoring/monitoring.events.js';
import { lent, paid, POLICIES, reversed, told } from '../lending/story.js';
import { recorded } from '../story.js';

const ALL = position(9_999_999);
const day = (at: number) => addDays(localDate('2003-02-16'), at);

/** A payment taken back, and after that so many small ones: which day by day were not known. */
const takenBackThenPaid = (payments: number) => {
  const small = Array.from({ length: payments }, (_, at) => paid(`S${at}`, 10, day(at)));
  const first = paid('R', 36_667, '2003-02-15');
  const { events, state } = told(...lent(100_000), first, reversed('R'), ...small);
  if (!isSigned(state)) throw new Error('the story has no loan');
  const reversal = events.find(({ type }) => type === 'PaymentReversed')?.position;
  const received = events.find(({ type }) => type === 'PaymentReceived')?.position ?? ALL;
  const asOf = day(payments);
  const moments = { from: { asOf, known: received }, to: { asOf, known: ALL } };
  const world = { timeline: state.timeline, policies: POLICIES };
  return { world, moments, reversal, asked: [LOAN_WORLDS, world, LOAN_MEASURES] as const };
};

describe('a difference with very many events after what made it', () => {
  it.each([
    ['as many as can be tried', TRIED - 1, true],
    ['more than can be tried', TRIED + 100, false],
  ])('of a loan names the reversal, whatever was paid since: %s', async (_, payments, isWhole) => {
    const { asked, moments, reversal } = takenBackThenPaid(payments);
    const found = compare(...asked, moments).find(({ path }) => path === 'principalPaid');
    if (!found) throw new Error('the principal paid differs');
    expect(found.events.map((event) => [event.position, event.since])).toContainEqual([
      reversal,
      'LEARNED',
    ]);
    expect(found.isWhole).toBe(isWhole);
    expect(await eventCountOf(madeOf(found))).toBe(isWhole ? found.events.length : null);
  });

  it('of a mitra names the correction, whatever contacts were made since', () => {
    const registered: MitraRegistered = {
      ...{ type: 'MitraRegistered', effectiveOn: localDate('2003-01-01') },
      data: { code: 'M-1', sector: 'TRADE' },
    };
    const moved: MitraDataCorrected = {
      ...{ type: 'MitraDataCorrected', effectiveOn: localDate('2003-02-02') },
      data: { kind: 'CHANGE', field: 'sector', from: 'TRADE', to: 'FISHERIES' },
    };
    const contact: ContactMade = {
      ...{ type: 'ContactMade', effectiveOn: localDate('2003-03-03') },
      data: { channel: 'LETTER', reached: true },
    };
    const contacts = Array.from({ length: TRIED + 100 }, (_, at) =>
      recorded(contact, 'monitoring-M-1', at, { at: 200 + at }),
    );
    const own = [recorded(registered, 'mitra-M-1', 0), recorded(moved, 'mitra-M-1', 1)];
    const from = { asOf: localDate('2003-02-01'), known: ALL };
    const to = { asOf: localDate('2003-12-31'), known: ALL };
    const world = mitraWorld([...own, ...contacts]);
    const found = compare(MITRA_WORLDS, world, mitraMeasures(false), { from, to });
    const events = (path: string) => found.find((one) => one.path === path)?.events;
    expect(events('sector')?.map((event) => event.position)).toEqual([own[1]?.position]);
    expect(events('contactCount')).toHaveLength(contacts.length);
    expect(found.every(({ isWhole }) => isWhole)).toBe(true);
  });
});

describe('a long comparison', () => {
  /** How often somebody else was served while this was worked out. */
  const turnsDuring = async <T>(steps: Steps<T>): Promise<{ result: T; turns: number }> => {
    let [turns, ended] = [0, false];
    const others = (async () => {
      for (; !ended; turns += 1) await nextTurn();
    })();
    const result = await inTurns(steps);
    ended = true;
    await others;
    return { result, turns };
  };

  it('lets others in all the while, and says the same', async () => {
    const { asked, moments } = takenBackThenPaid(250);
    const begun = performance.now();
    const atOnce = compare(...asked, moments);
    const took = performance.now() - begun;
    // Of another world, so that nothing is known of it yet.
    const { asked: again, moments: same } = takenBackThenPaid(250);
    const { result, turns } = await turnsDuring(comparing(...again, same));
    expect(result).toEqual(atOnce);
    expect(turns).toBeGreaterThan(took / 100);
  });

  it('of steps that each take long waits after each', async () => {
    const slow = function* (): Steps<string> {
      for (let step = 0; step < 5; step += 1) {
        const end = performance.now() + 12;
        while (performance.now() < end);
        yield;
      }
      return 'done';
    };
    const { result, turns } = await turnsDuring(slow());
    expect(result).toBe('done');
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});
