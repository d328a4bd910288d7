import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { settingsIn } from '../cli/jejak.js';
import { fsck } from '../audit/harm.js';
import { readConfig } from '../../src/config.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { ask } from '../graphql/ask.js';
import {
  copyOut,
  fill,
  freeze,
  mayFreeze,
  mayLimit,
  mayMount,
  order,
  type Served,
  serveOn,
  takeNothing,
} from './disk.js';

const directory = freshDirectory();
/** Longer than any pause between two tries of whoever waits for the disk. */
const LONG_MS = 6_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const QUESTION = `{ mitras { totalCount } history(first: 1) { totalCount }
  mitra(code: "M-1") { name status basis { position size rootHash } } }`;

let served: Served | undefined;
afterEach(async () => {
  await served?.end();
  served = undefined;
});

const begin = async (settings: Record<string, string>, prepare?: string): Promise<Served> => {
  served = await serveOn(settings, prepare);
  if (!served.url) throw new Error(served.said());
  return served;
};

const register = (to: Served, code: string) =>
  order(to, 'registerMitra', { code, name: `Ibu ${code}`, effectiveOn: '2020-01-01' });
const position = async (to: Served, code: string): Promise<string> => {
  const { data, errors } = await register(to, code);
  if (!data || errors) throw new Error(JSON.stringify([errors, to.said()]));
  return (data['done'] as { position: string }).position;
};

/** Registers until the service says no; the number of those that were acknowledged. */
const untilRefused = async (to: Served): Promise<number> => {
  for (let taken = 0; taken < 5_000; taken += 1) {
    const { errors } = await register(to, `F-${taken}`);
    if (!errors) continue;
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5 } }]);
    return taken;
  }
  throw new Error('it was never refused');
};

const readiness = async ({ url }: Served): Promise<unknown> => {
  const told = (await (await fetch(`${url}/health/ready`)).json()) as {
    readonly status: string;
    readonly commands: string;
  };
  return [told.status, told.commands];
};

/** What holds of every fault of the disk: only how it begins and ends differs. */
const weathers = async (to: Served, fault: () => () => void): Promise<number> => {
  const first = await position(to, 'M-1');
  await ask(to, QUESTION, {}, { 'x-at-least': first });
  await sleep(1_500);
  const end = fault();
  let taken = 0;
  try {
    taken = await untilRefused(to);
    await sleep(LONG_MS);
    // Reads go on, and a command that changes nothing is answered as before.
    const { data, errors } = await ask(to, '{ mitra(code: "M-1") { name } }');
    expect([data, errors]).toEqual([{ mitra: { name: 'Ibu M-1' } }, undefined]);
    expect((await register(to, 'F-no')).errors).toMatchObject([
      { extensions: { code: 'UNAVAILABLE' } },
    ]);
    expect(await readiness(to)).toEqual(['degraded', 'unavailable']);
  } finally {
    end();
  }
  const began = performance.now();
  const last = await position(to, 'M-2');
  const after = await ask(to, QUESTION, {}, { 'x-at-least': last });
  expect(performance.now() - began).toBeLessThan(5_000);
  // What was told a quarter of a second ago is told again.
  await sleep(300);
  expect(await readiness(to)).toEqual(['ok', 'ok']);
  expect(after.errors).toBeUndefined();
  expect(after.data).toMatchObject({ mitras: { totalCount: taken + 2 } });
  return taken;
};

const sound = async (settings: Record<string, string>): Promise<void> => {
  expect(await fsck(readConfig(settings))).toMatchObject({ status: 0, findings: [] });
};

const onFullDisk = mayMount() ? it : it.skip;
const onDiskThatTakesNothing = mayLimit() ? it : it.skip;
const onReadOnlyFile = mayFreeze() ? it : it.skip;

describe('the disk of the log and the read models', () => {
  onFullDisk(
    'full: refused as a whole, questions go on, all resumes within 5 s after',
    async () => {
      const disk = join(directory(), 'disk');
      mkdirSync(disk);
      const file = `file:${join(disk, 'jejak.db')}`;
      const settings = settingsIn(directory(), { EVENT_STORE_URL: file, READ_MODEL_URL: file });
      const to = await begin(settings, `mount -t tmpfs -o size=24m tmpfs '${disk}'`);
      expect(await weathers(to, () => fill(to, disk))).toBeGreaterThan(0);
      const copy = join(directory(), 'copy');
      copyOut(to, disk, copy);
      const copied = `file:${join(copy, 'jejak.db')}`;
      await sound({ ...settings, EVENT_STORE_URL: copied, READ_MODEL_URL: copied });
    },
    60_000,
  );

  onDiskThatTakesNothing(
    'takes no more bytes: refused as a whole, questions go on, all resumes within 5 s after',
    async () => {
      const settings = settingsIn(directory());
      const to = await begin(settings);
      await weathers(to, () => takeNothing(to));
      await to.end();
      await sound(settings);
    },
    60_000,
  );

  onReadOnlyFile(
    'read-only file: refused as a whole, questions go on, all resumes within 5 s after',
    async () => {
      const settings = settingsIn(directory());
      const to = await begin(settings);
      await weathers(to, () => freeze(directory()));
      await to.end();
      await sound(settings);
    },
    60_000,
  );

  onFullDisk('read-only at the start: it says so and ends, and makes nothing', async () => {
    const settings = settingsIn(directory());
    const first = await begin(settings);
    await position(first, 'M-1');
    await first.end();
    const place = `'${directory()}'`;
    const prepare = `mount --bind ${place} ${place} && mount -o remount,bind,ro ${place}`;
    const refused = await serveOn(settings, prepare);
    expect([refused.url, await refused.end()]).toEqual(['', 1]);
    expect(refused.said()).toMatch(/^jejak: .*jejak\.db/m);
    await sound(settings);
  });
});
