import { PROJECTORS } from '../../projections/all.js';
import type { LoanTimeline } from '../../src/lending/timeline.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import { rootAt } from '../../src/proof/merkle.js';
import { splitNote } from '../../src/proof/note.js';
import { TreeStore } from '../../src/proof/tree-store.js';
import type { Stored } from '../../src/read-model/port.js';
import { naiveRoot } from '../proof/trees.js';
import { Client } from './clients.js';
import { SimulatedReadModelStore } from './documents.js';
import { closeOn, importAgain, LAST_DAY } from './jobs.js';
import { demand } from './violation.js';
import { directLink, SLOWEST_MS } from './network.js';
import { checkClosed } from './pencil.js';
import { diceOf } from './plan.js';
import { checkShown } from './shown.js';
import { wish } from './wishes.js';
import type { World } from './world.js';

/**
 * How soon everything goes on by itself once nothing is wrong any more, in milliseconds: the last
 * question that nobody answers is given up, and a lease that nobody holds runs out.
 */
const RESUMES_MS = 15_000;
/** How soon something new is shown everywhere. */
const SHOWN_MS = 2_500;
const TAKEN_OVER_MS = 10_000;

/** Every process shows the whole log, in time. */
const allReach = async ({ fleet, site }: World, ms: number): Promise<void> => {
  const { scheduler, log } = site;
  const [head, until] = [log.head(), scheduler.now + ms];
  const reached = fleet.up().map(async (process) => {
    const { readModels } = process.itsHouse();
    let shows = false;
    // One that has stopped is not waited for: it may go on meanwhile.
    while (!shows && scheduler.now < until) {
      shows = await readModels.reached(head, until - scheduler.now);
      if (!shows) await scheduler.pause(100);
    }
    const where = () =>
      readModels
        .status()
        .map(({ collection, checkpoint, fence, failure }) =>
          JSON.stringify({ collection, at: checkpoint.position, fence, failure }),
        )
        .join('\n');
    demand(shows, () => `${process.name} is behind ${head} after ${ms} ms:\n${where()}`);
  });
  await Promise.all(reached);
};

/** What waits in what serves; something that was never finished may wait for ever. */
const parkedIn = ({ site }: World) => {
  const { parkedOnes, served } = site.documents;
  const serving = [...served.values()];
  return [...parkedOnes.values()].filter(({ collection }) => serving.includes(collection));
};

/** What waited for a fix is replayed, and nothing waits any more. */
const mended = async (world: World): Promise<void> => {
  const { plan, fleet, ill } = world;
  const [process] = fleet.up();
  if (plan.poison === null || !process) {
    demand(parkedIn(world).length === 0, () => 'parked, and no event was wrong');
    return;
  }
  for (const { collection } of parkedIn(world))
    demand(collection.startsWith('loan-book_'), () => `${collection} is parked without a reason`);
  ill.mended = true;
  const { left } = await process.itsHouse().readModels.unpark();
  const what = () => `parked all the same: ${JSON.stringify(left)}`;
  demand(left.length === 0 && parkedIn(world).length === 0, what);
};

const sendOne = (world: World, name: string): Promise<void> => {
  const { counter, plan } = world;
  const effect = { kind: 'register', mitra: `M-${name}`, identity: `317400-${name}` } as const;
  return new Client(name, counter, diceOf(plan.seed, name)).insist(wish(name, effect));
};

/** The one who folds dies; the next does what he did. */
const survivesACrash = async (world: World): Promise<void> => {
  const { plan, fleet, site } = world;
  if (!plan.lastCrash || plan.instances < 2) return;
  const holders = [...site.documents.leases.values()].map(({ holder }) => holder);
  const place = Number(/^p(\d)/.exec(holders[0] ?? '')?.[1] ?? 0);
  fleet.kill(place);
  await sendOne(world, 'after-the-crash');
  await allReach(world, TAKEN_OVER_MS);
};

/** Closed once more in calm, the last day has nothing left to record. */
const closesForGood = async (world: World): Promise<void> => {
  const { plan, fleet } = world;
  if (!plan.closes) return;
  for (const name of ['closed for good', 'closed once more']) {
    const [process] = fleet.up();
    if (!process) throw new Error('nobody is there to close a day');
    const { changed, feesCharged, failures } = await closeOn(world, process, [name, LAST_DAY]);
    demand(failures.length === 0, () => `${name}: ${JSON.stringify(failures)}`);
    await allReach(world, SHOWN_MS);
    if (name === 'closed once more')
      demand(changed + feesCharged === 0, () => `${name}: ${changed}, ${feesCharged} fees`);
  }
};

/** Every loan as each process shows it now: nobody has a reason not to answer any more. */
const checkScreens = async ({ fleet, model, plan, site }: World): Promise<void> => {
  const head = site.log.head();
  for (const { front } of fleet.up())
    for (let loan = 0; front && loan < plan.clients; loan++) {
      checkShown(model, [`L-${loan}`, head], await front.loan(`L-${loan}`, head));
      model.screens += 1;
    }
};

const checkDocuments = ({ site, reference }: World): void => {
  const { documents } = site;
  for (const { name, extract } of PROJECTORS) {
    const collection = documents.served.get(name) ?? '';
    const stored = documents.of(collection);
    const expected = reference.ids(name);
    const what = () => `${name} holds ${[...stored.keys()]}, and not ${expected}`;
    demand(expected.every((id) => stored.has(id)) && stored.size === expected.length, what);
    for (const document of stored.values()) {
      const due = reference.due(name, document.id, site.log.head());
      demand(document.position === due, () => `${name}/${document.id} is not up to ${due}`);
      reference.check(name, document);
      if (extract) {
        const beside = documents.of(`${collection}.extract`).get(document.id);
        reference.checkExtract(name, beside, document);
      }
    }
  }
};

/** To the rupiah, as a clerk with a pencil has it. */
const checkBalances = ({ site, model }: World): void => {
  const { documents, log } = site;
  const timelines = documents.of(documents.served.get('loan-timelines') ?? '');
  const loans = model.loans(log.events);
  const numbers = () =>
    `loans ${[...loans.keys()]} were signed, shown are ${[...timelines.keys()]}`;
  demand(loans.size === timelines.size, numbers);
  for (const [number, { disbursed, paid }] of loans) {
    const { body } = (timelines.get(number) ?? {}) as Partial<Stored<LoanTimeline>>;
    const standing = (body?.payments ?? []).filter(({ reversed }) => !reversed);
    const shown = Object.fromEntries(standing.map(({ receipt, amount }) => [receipt, amount]));
    const what = () => `${number}: ${JSON.stringify(shown)}, not ${JSON.stringify([...paid])}`;
    demand(standing.length === paid.size, what);
    for (const [receipt, amount] of paid) demand(shown[receipt] === amount, what);
    const out = (body?.disbursements ?? []).reduce((sum, { amount }) => sum + amount, 0);
    demand(out === disbursed, () => `${number}: ${out} paid out, not ${disbursed}`);
  }
};

const checkTree = async ({ site, fleet }: World): Promise<void> => {
  const { log, documents, notes } = site;
  const [process] = fleet.up();
  if (!process) return;
  const { keeper, checkpointer } = process.itsHouse().proof;
  const { size } = await keeper.upTo(log.head());
  demand(size === log.events.length, () => `the tree has ${size} of ${log.events.length} leaves`);
  let recordedAt = '';
  const leaves = log.events.map((event) => {
    if (event.recordedAt > recordedAt) ({ recordedAt } = event);
    return leafHashOf({ ...event, recordedAt });
  });
  const tree = new TreeStore(new SimulatedReadModelStore(documents, directLink));
  const root = await rootAt(size, tree.subtrees);
  demand(root.equals(naiveRoot(leaves)), () => 'the tree is not that of the log');
  await checkpointer.publish();
  demand(notes.has(size), () => `nothing is published of ${size} events`);
  for (const [covered, note] of notes) {
    const published = parseCheckpoint(splitNote(note).text).root;
    const what = () => `the checkpoint of ${covered} events is not that of the log`;
    demand(published.equals(naiveRoot(leaves.slice(0, covered))), what);
  }
};

/** Once the faults have ended: everything goes on by itself, and is what the log says. */
export const finalChecks = async (world: World): Promise<void> => {
  const { fleet, site, model, reference, plan } = world;
  await fleet.startAll();
  if (plan.poison === null) await allReach(world, RESUMES_MS);
  // What was asked in a storm may still be on its way, and a lease be lost by it.
  await site.scheduler.pause(SLOWEST_MS + TAKEN_OVER_MS);
  await mended(world);
  await allReach(world, SHOWN_MS);
  await sendOne(world, 'after-the-storms');
  await allReach(world, SHOWN_MS);
  await survivesACrash(world);
  const [process] = fleet.up();
  if (process) await importAgain(world, process);
  await allReach(world, SHOWN_MS);
  await closesForGood(world);
  await checkScreens(world);
  model.checkLog(site.log.events);
  await reference.follow();
  checkDocuments(world);
  checkBalances(world);
  if (plan.closes) checkClosed(site.log.events, model.loans(site.log.events), LAST_DAY);
  await checkTree(world);
};
