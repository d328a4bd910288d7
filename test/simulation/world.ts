import { instant } from '../../src/kernel/local-date.js';
import { Client, type Counter } from './clients.js';
import { DocumentsServer } from './documents-server.js';
import { SimulatedReadModelStore } from './documents.js';
import { finalChecks } from './final-checks.js';
import { Fleet } from './fleet.js';
import { BEGAN, makeKey, MASTER, type Site } from './instance.js';
import { type KeysServer, SimulatedKeyStore } from './keys.js';
import { LogServer } from './log.js';
import { closing, importing } from './jobs.js';
import { mending, rebuilding, type Turn } from './menders.js';
import { Model } from './model.js';
import { directLink, Network } from './network.js';
import { CALM, diceOf, mild, type Plan } from './plan.js';
import { type Ill, projectorsWith } from './poison.js';
import { Reference } from './reference.js';
import { type Host, Scheduler } from './scheduler.js';
import { storms } from './storms.js';
import { Trace } from './trace.js';

/** What may be put in the place of a part, to show that it would be noticed. */
export interface Parts {
  readonly log?: (...args: ConstructorParameters<typeof LogServer>) => LogServer;
  readonly documents?: () => DocumentsServer;
  readonly readModelStore?: Site['readModelStore'];
}

/** All of one run. */
export interface World {
  readonly plan: Plan;
  readonly site: Site;
  readonly fleet: Fleet;
  readonly model: Model;
  readonly reference: Reference;
  readonly ill: Ill;
  readonly counter: Counter;
  /** Old lists of payments that were to be imported. */
  readonly lists: Buffer[];
  /** Never settles well: what went wrong where nobody waited for it. */
  readonly failed: Promise<never>;
}

/** How much happened: a run in which nothing does shows nothing. */
export interface Summary {
  readonly digest: string;
  readonly steps: number;
  readonly ms: number;
  readonly events: number;
  readonly acknowledged: number;
  readonly crashes: number;
  readonly parked: number;
  /** Acknowledged over GraphQL. */
  readonly overGraphql: number;
  /** Screens that were looked at. */
  readonly screens: number;
  /** Rows of old lists that somebody was told are recorded. */
  readonly imported: number;
  /** By closes of a day. */
  readonly feesCharged: number;
}

const MOST = { ms: 1_200_000, steps: 400_000 };

/** A run that failed, with the last it did. */
export class Failed extends Error {
  override readonly name = 'Failed';
  constructor(
    readonly plan: Plan,
    readonly trace: Trace,
    cause: unknown,
  ) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
  }
}

const build = (plan: Plan, parts: Parts, trace: Trace) => {
  const { seed, odds } = plan;
  const dice = (who: string) => diceOf(seed, who);
  const scheduler = new Scheduler(dice('order'));
  const calm = { is: false };
  const mildly = mild(odds);
  const fates: { die: (host: Host) => void } = { die: () => undefined };
  const oddsOf = ({ begins }: Host) => (calm.is ? CALM : begins ? mildly : odds);
  const network = new Network(scheduler, dice('network'), trace, oddsOf, (host) => fates.die(host));
  const [gaps, logClock] = [dice('gaps'), { skew: 0 }];
  const {
    log: logOf = (...args) => new LogServer(...args),
    documents = () => new DocumentsServer(),
  } = parts;
  const log = logOf(
    () => instant(BEGAN + scheduler.now + logClock.skew),
    () => gaps.below(300),
  );
  const keys: KeysServer = new Map();
  const ill: Ill = { mended: false };
  const site: Site = {
    ...{ scheduler, network, trace, log, keys, documents: documents() },
    notes: new Map(),
    readModelStore: parts.readModelStore ?? ((...args) => new SimulatedReadModelStore(...args)),
    projectors: projectorsWith(plan.poison, ill),
    whims: () => (calm.is ? 0 : plan.whims),
    ...{ shortPages: plan.shortPages, scatters: plan.scatters, alone: plan.alone },
    fronted: plan.fronted,
  };
  return { site, calm, logClock, ill, fates };
};

const worldOf = (plan: Plan, parts: Parts, trace: Trace) => {
  const built = build(plan, parts, trace);
  const { site, ill } = built;
  const { scheduler, log, keys, documents } = site;
  const fleet = new Fleet(site, plan.seed, plan.instances);
  const deaths = new Set<Promise<void>>();
  built.fates.die = (host) => void deaths.add(fleet.die(host));
  const model = new Model();
  const own = new SimulatedKeyStore({ server: keys, link: directLink, master: MASTER, makeKey });
  const reference = new Reference(log.events, own);
  const isParked = (readModel: string, id: string): boolean =>
    [...documents.parkedOnes.values()].some(
      ({ collection, document }) =>
        collection.startsWith(`${readModel}_v`) && (document ?? id) === id,
    );
  let fail: Counter['fail'] = () => undefined;
  const failed = new Promise<never>((_, reject) => void (fail = reject));
  failed.catch(() => undefined);
  const counter: Counter = {
    fail,
    ...{ scheduler, trace, model, reference, isParked, clients: plan.clients },
    processes: () => fleet.up(),
  };
  const world: World = { plan, site, fleet, model, reference, ill, counter, failed, lists: [] };
  return { world, built, deaths };
};

const clientsOf = ({ plan, counter }: World): Promise<unknown> =>
  Promise.all(
    Array.from({ length: plan.clients }, (_, number) => {
      const name = `c${number}`;
      return new Client(name, counter, diceOf(plan.seed, name)).work(number, plan.wishes);
    }),
  );

/** What goes on beside the clients. */
const jobsIn = (world: World, isOver: () => boolean): readonly Promise<void>[] => {
  const turnOf = (who: string): Turn => ({ draw: diceOf(world.plan.seed, who), isOver });
  return [
    ...[mending(world, turnOf('mender')), rebuilding(world, turnOf('builder'))],
    ...[importing(world, turnOf('importer')), closing(world, turnOf('closer'))],
  ];
};

const live = async (plan: Plan, parts: Parts, trace: Trace): Promise<Summary> => {
  const { world, built, deaths } = worldOf(plan, parts, trace);
  const { site, fleet, model } = world;
  const { scheduler, network, log } = site;
  const state = { over: false, parked: 0 };
  const play = async (): Promise<void> => {
    const sky = {
      scheduler,
      trace,
      weather: network.weather,
      fleet,
      draw: diceOf(plan.seed, 'sky'),
    };
    const moveLogClock = (ms: number): void => void (built.logClock.skew += ms);
    const raging = storms(plan.storms, { ...sky, moveLogClock }, () => state.over);
    const starting = fleet.startAll();
    const jobs = jobsIn(world, () => state.over);
    const served = clientsOf(world).then(() => void (state.over = true));
    await Promise.all([served, raging, starting, ...jobs]);
    built.calm.is = true;
    await Promise.all(deaths);
    state.parked = site.documents.parkedOnes.size;
    await finalChecks(world);
  };
  const { now: ms, steps } = await scheduler
    .run(Promise.race([play(), world.failed]), MOST)
    .then(() => scheduler);
  const acknowledged = model.positions().length;
  return {
    ...{ digest: trace.digest, steps, ms, events: log.events.length, acknowledged },
    ...{ crashes: fleet.said.crashes, parked: state.parked, imported: model.imported },
    screens: model.screens,
    overGraphql: plan.fronted ? acknowledged : 0,
    feesCharged: log.events.filter(({ type }) => type === 'LateFeeCharged').length,
  };
};

/**
 * One run of the whole, from its seed alone.
 * @throws {Failed} where anything was not as it must be
 */
export const simulate = async (
  plan: Plan,
  parts: Parts = {},
  say?: (line: string) => void,
): Promise<Summary> => {
  const trace = new Trace(say);
  try {
    return await live(plan, parts, trace);
  } catch (error) {
    throw new Failed(plan, trace, error);
  }
};
