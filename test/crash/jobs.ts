import type { StoredEvent } from '../../src/event-store/port.js';
import { addMonths, type LocalDate, localDate } from '../../src/kernel/local-date.js';
import { furnish, importing, isAppend, LOANS, loansTable } from './loans.js';
import { alone, eventsOf, expectExact, expectSound, type Kind, type Place } from './place.js';
import { restart } from './place.js';
import { type Jobs, Reference, toldBy, working } from './reference.js';
import { expectNoComplaint, killedIn, type Killing, type Scenario } from './scenario.js';
import { type Acknowledged, aimedAt, run, type Victim } from './victim.js';

type Where = Pick<Place, 'kind' | 'directory'>;

/** A job that writes, round after round: killed, done again, and then as if done once. */
interface Job {
  readonly name: string;
  readonly share: Scenario['share'];
  readonly victim: (place: Place, round: number) => Victim;
  /** Does it, and checks what it says of it. */
  readonly does: (where: Where, round: number, jobs: Jobs) => Promise<void>;
}

const worksIn = (events: readonly StoredEvent[]): number =>
  new Set(
    events
      .filter(({ streamId }) => isAppend(`append ${streamId}`))
      .map(({ streamId, commandId }) => `${streamId} ${commandId}`),
  ).size;

const OPENS_IN_MS = 800;
/** From the announcement of one append to its end, about. */
const EACH_TAKES_MS = 3;
/** A server's answers take their time; so do, now and then, a disk's. */
const APART_MS = '4';

const killing = (place: Place, { victim, does }: Job, reference: Reference): Killing => {
  const { kind, settings } = place;
  const acknowledged: Acknowledged[] = [];
  let round = 0;
  const kill: Killing['kill'] = async (fate) => {
    round += 1;
    const { added, told } = await reference.after(round);
    const before = await eventsOf(settings);
    const course = { opensIn: OPENS_IN_MS, works: worksIn(added), eachTakes: EACH_TAKES_MS };
    const pace = { PACE_MS: kind === 'server' || fate.chance(75) ? APART_MS : '0' };
    const killed = { ...victim(place, round), settings: { ...settings, ...pace } };
    const died = await alone(() => run(killed, aimedAt(fate, course)));
    expectNoComplaint(died);
    acknowledged.push(...died.acknowledged);
    const written = worksIn((await eventsOf(settings)).slice(before.length));
    await restart(settings, (house) => working(house, (jobs) => does(place, round, jobs)));
    const events = await eventsOf(settings);
    expectExact(events, acknowledged);
    expect(toldBy(events)).toEqual(told);
    await expectSound(settings, events.length);
    const landed = written > 0 && written < course.works;
    return killedIn(died, landed);
  };
  return { kill };
};

/** An old table is imported; one that was imported in part is completed. */
const imports: Job['does'] = async ({ kind, directory }, round, jobs) => {
  const count = LOANS[kind];
  const report = await jobs.importLoans(loansTable(directory, round, count));
  const { rows, loansAdded, unchanged, problems } = report;
  const expected = { rows: count, known: count, problems: [] };
  expect({ rows, known: loansAdded + unchanged, problems }).toEqual(expected);
};

const scenarioOf = (job: Job): Scenario => {
  const referenceFor = (kind: Kind): Reference =>
    new Reference((jobs, directory, round) =>
      (round === 0 ? imports : job.does)({ kind, directory }, round, jobs),
    );
  const references = { file: referenceFor('file'), server: referenceFor('server') };
  return {
    ...{ name: job.name, share: job.share },
    begin: async (place) => {
      await furnish(place);
      return killing(place, job, references[place.kind]);
    },
  };
};

/** After an interruption it is imported again: the log is as of one import. */
export const importLoans = scenarioOf({
  name: 'import',
  share: { file: 10, server: 8 },
  victim: ({ kind, directory, settings }, round) =>
    importing(settings, loansTable(directory, round, LOANS[kind])),
  does: imports,
});

/** Each quarter another instalment falls due, of which nothing is paid. */
const quarterly = (round: number): LocalDate => addMonths(localDate('2000-10-28'), 3 * round);

/** After an interruption the day is closed again: the events are those of one closing. */
export const closeDay = scenarioOf({
  name: 'close of day',
  share: { file: 10, server: 8 },
  victim: ({ settings }, round) => ({
    ...{ script: 'src/cli.js', args: ['close-day', quarterly(round), '--json'] },
    ...{ settings, isWork: isAppend },
  }),
  does: async (_, round, jobs) => {
    expect(await jobs.closeDay(quarterly(round))).toMatchObject({ failures: [] });
  },
});
