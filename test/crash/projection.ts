import { join } from 'node:path';
import { furnish } from './loans.js';
import { alone, eventsOf, expectSound, lookingAt, type Place, restart } from './place.js';
import { courseOf, expectNoComplaint, killedIn, type Killing, type Scenario } from './scenario.js';
import { aimedAt, run, type Victim } from './victim.js';

const BATCH = { file: 40, server: 10 };
const LOANS_TO_FOLD = { file: 300, server: 30 };

/** Where documents are kept that nobody has built yet. */
const elsewhere = ({ kind, directory, settings }: Place, kill: number): Place['settings'] => {
  const { READ_MODEL_URL = '' } = settings;
  const file = `file:${join(directory, `documents-${kill}.db`)}`;
  const url = kind === 'file' ? file : READ_MODEL_URL.replace(/[^/?]+(?=$|\?)/, `$&-${kill}`);
  return { ...settings, READ_MODEL_URL: url };
};

/** On servers nothing serves before it is built: what is saved afterwards belongs to no batch. */
const folding = (kind: Place['kind'], settings: Place['settings']): Victim => {
  let isBuilt = false;
  const isWork = (line: string): boolean => {
    isBuilt ||= kind === 'server' && line === 'serve';
    return line === 'save' && !isBuilt;
  };
  return { script: 'test/crash/folder.js', args: [String(BATCH[kind])], settings, isWork };
};

/** Something has been folded, and not everything is at the end of the log. */
const isHalfFolded = async (settings: Place['settings'], head: string): Promise<boolean> => {
  const reached = await lookingAt(settings, async (store) => {
    const collections = [
      ...new Set([...(await store.claimed()), ...(await store.serving()).values()]),
    ];
    return Promise.all(collections.map(async (name) => (await store.checkpoint(name))?.position));
  });
  const begun = reached?.filter((position) => position !== undefined) ?? [];
  return begun.length > 0 && reached?.every((position) => position === head) === false;
};

/** Read models that were never built fold the whole log, in small batches. */
export const projection: Scenario = {
  name: 'projection',
  share: { file: 10, server: 8 },
  begin: async (place) => {
    const { kind } = place;
    await furnish(place, LOANS_TO_FOLD[kind]);
    const events = await eventsOf(place.settings);
    const head = events.at(-1)?.position ?? '';
    let kills = 0;
    const course = await courseOf(folding(kind, elsewhere(place, kills)));
    const kill: Killing['kill'] = async (fate) => {
      const settings = elsewhere(place, (kills += 1));
      const died = await alone(() => run(folding(kind, settings), aimedAt(fate, course)));
      expectNoComplaint(died);
      const landed = await isHalfFolded(settings, head);
      await restart(settings);
      await expectSound(settings, events.length);
      expect(await eventsOf(settings)).toEqual(events);
      return killedIn(died, landed);
    };
    return { kill };
  },
};
