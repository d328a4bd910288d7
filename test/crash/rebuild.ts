import { furnish } from './loans.js';
import {
  alone,
  eventsOf,
  expectSound,
  type Kind,
  lookingAt,
  type Place,
  restart,
} from './place.js';
import { courseOf, expectNoComplaint, killedIn, type Killing, type Scenario } from './scenario.js';
import { aimedAt, run, type Victim } from './victim.js';

/** The documents that each read model serves. */
type Content = ReadonlyMap<string, string>;

interface Standing {
  readonly serving: ReadonlyMap<string, string>;
  readonly claimed: readonly string[];
  readonly content: Content;
}

const standing = async (settings: Place['settings']): Promise<Standing> => {
  const found = await lookingAt(settings, async (store) => {
    const serving = await store.serving();
    const content = new Map<string, string>();
    for (const [readModel, collection] of serving) {
      const documents: unknown[] = [];
      for await (const document of store.scan(collection)) documents.push(document);
      content.set(readModel, JSON.stringify(documents));
    }
    return { serving, claimed: await store.claimed(), content };
  });
  if (!found) throw new Error('there are no read models any more');
  return found;
};

const BATCH: Readonly<Record<Kind, string>> = { file: '20', server: '8' };

/** What is written before the first claim and after the switch belongs to the opening. */
const rebuilding = ({ kind, settings }: Place): Victim => {
  let phase = '';
  const isWork = (line: string): boolean => {
    if (line === 'claim' || line === 'serve') phase = line;
    return line === phase || (line === 'save' && phase === 'claim');
  };
  return { script: 'test/crash/folder.js', args: [BATCH[kind], 'rebuild'], settings, isWork };
};

const isHalfBuilt = (before: Standing, after: Standing): boolean => {
  const begun = after.claimed.some((collection) => !before.claimed.includes(collection));
  const kept = [...after.serving].filter(([name, one]) => before.serving.get(name) === one);
  return begun && kept.length > 0;
};

/**
 * On files, what serves and what served before. On servers others may still read what served
 * before that, and the one killed may be another process that goes on. Nothing heaps up.
 */
const MOST: Readonly<Record<Kind, number>> = { file: 2, server: 4 };

const expectNoLeftovers = ({ claimed, serving }: Standing, kind: Kind): void => {
  for (const readModel of serving.keys()) {
    const own = claimed.filter((collection) => collection.startsWith(`${readModel}_v`));
    expect(own.length).toBeLessThanOrEqual(MOST[kind]);
  }
};

/** All read models are built anew beside those that serve, which are then switched over. */
export const rebuild: Scenario = {
  name: 'rebuild and switch',
  share: { file: 10, server: 8 },
  begin: async (place) => {
    const { settings } = place;
    await furnish(place);
    const events = await eventsOf(settings);
    const course = await courseOf(rebuilding(place));
    const kill: Killing['kill'] = async (fate) => {
      const before = await standing(settings);
      const died = await alone(() => run(rebuilding(place), aimedAt(fate, course)));
      expectNoComplaint(died);
      const after = await standing(settings);
      expect(after.content).toEqual(before.content);
      await restart(settings, async ({ readModels }) => {
        await readModels.rebuild(readModels.names());
      });
      const again = await standing(settings);
      expect(again.content).toEqual(before.content);
      for (const [name, collection] of again.serving)
        expect(after.serving.get(name)).not.toBe(collection);
      expectNoLeftovers(again, place.kind);
      await expectSound(settings, events.length);
      return killedIn(died, isHalfBuilt(before, after));
    };
    return { kill };
  },
};
