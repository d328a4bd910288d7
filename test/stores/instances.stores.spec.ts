import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';
import { fsck } from '../audit/harm.js';
import { endChildren, type Ended, type Service, settingsIn, startService } from '../cli/jejak.js';
import { type Done, type Service as Told, tell } from '../e2e/service.js';
import { hasMongo } from '../ferretdb/server.js';
import { ask } from '../graphql/ask.js';
import { type Stores, storesFor } from './places.js';
import { payment, timed } from './storm.js';

const directory = mkdtempSync(join(tmpdir(), 'jejak-instances-'));
const NAMES = ['Ani', 'Budi', 'Citra'] as const;
type Name = (typeof NAMES)[number];
const TAKEOVER_MS = 10_000;
const HEAD = '{ system { position alarms { code message } readModels { name position parked } } }';
const FOLDED = '{ system { readModels { name foldedHere } } }';
const PAID = `{ loan(number: "L-1") { position { principalPaid interestPaid } } }`;

interface System {
  readonly position: string;
  readonly alarms: readonly unknown[];
  readonly readModels: readonly {
    readonly name: string;
    readonly position: string;
    readonly foldedHere: boolean;
  }[];
}

const services = new Map<Name, Service>();
const ended: Ended[] = [];
let stores: Stores;
let settings: Readonly<Record<string, string>> = {};
let payments = 0;
let last = '';

const serviceOf = (name: Name): Service => {
  const service = services.get(name);
  if (!service) throw new Error(`${name} is not running`);
  return service;
};
const running = (): readonly Name[] => NAMES.filter((name) => services.has(name));
const begin = async (...names: readonly Name[]): Promise<void> => {
  await Promise.all(
    names.map(async (name) => void services.set(name, await startService(settings))),
  );
};
/** Gone: whatever becomes of it, nobody asks it any more. */
const leave = async (name: Name, signal: NodeJS.Signals): Promise<void> => {
  const { child, ended: end } = serviceOf(name);
  services.delete(name);
  child.kill(signal);
  ended.push(await end);
};

const command = async (name: Name, what: string, input: object): Promise<Done> => {
  const told = { url: serviceOf(name).url, reports: [], seen: {} } as unknown as Told;
  const done = await tell(told, what, input);
  last = done.position;
  return done;
};
const pay = async (name: Name): Promise<void> => {
  await command(name, 'receivePayment', payment(`R-${payments + 1}`));
  payments += 1;
};
const answer = async <T>(name: Name, query: string, headers = {}): Promise<T> => {
  const { data, errors } = await ask(serviceOf(name), query, {}, headers);
  if (!data || errors) throw new Error(`${name}: ${JSON.stringify(errors)}`);
  return data as T;
};
/** What was paid, where all that was acknowledged is known. */
const paid = async (name: Name): Promise<number> => {
  const { loan } = await answer<{ loan: { position: Record<string, string> } }>(name, PAID, {
    'x-at-least': last,
  });
  return Object.values(loan.position).reduce((sum, amount) => sum + Number(amount), 0);
};
const system = async (name: Name, query = HEAD): Promise<System> =>
  (await answer<{ system: System }>(name, query)).system;

/** Who folds what, by the name of the read model. */
const folding = async (): Promise<ReadonlyMap<string, readonly Name[]>> => {
  const found = new Map<string, Name[]>();
  for (const name of running())
    for (const { name: readModel, foldedHere } of (await system(name, FOLDED)).readModels)
      found.set(readModel, [...(found.get(readModel) ?? []), ...(foldedHere ? [name] : [])]);
  return found;
};
const busiest = async (): Promise<Name> => {
  const all = [...(await folding()).values()].flat();
  const count = (name: Name) => all.filter((one) => one === name).length;
  return running().reduce((most, name) => (count(name) > count(most) ? name : most));
};
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
};
/** Each read model by one of those that run. */
const allFolded = async (): Promise<boolean> =>
  [...(await folding()).values()].every((names) => names.length === 1);

const runs = hasMongo() ? describe : describe.skip;

runs('three services on one log and one database', () => {
  beforeAll(async () => {
    stores = await storesFor(directory, undefined, { log: 'server', documents: 'server' });
    settings = settingsIn(directory, { ...stores.settings, CHECKPOINT_EVENTS: '3' });
  }, 600_000);
  afterAll(async () => {
    endChildren();
    await stores.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('start at once on nothing, and one of them folds each read model', async () => {
    await begin(...NAMES);
    await until(allFolded);
    const readModels = await Promise.all(
      running().map(async (name) => (await system(name)).readModels),
    );
    expect(new Set(readModels.map((all) => all.length)).size).toBe(1);
  });

  it('take commands on any, and each answers from what any of them has recorded', async () => {
    const person = { code: 'M-1', name: 'Siti Aminah', region: 'Bali', sector: 'TRADE' };
    await command('Ani', 'registerMitra', { ...person, effectiveOn: '2002-05-01' });
    await command('Budi', 'signAgreement', {
      ...{ loan: 'L-1', mitra: 'M-1', principal: 12_000_000, rate: '0.06', method: 'DECLINING' },
      ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2002-12-15', programme: 'UJI' },
      ...{ beforeJejak: true, evidence: 'PKS 7/2002' },
    });
    const paidOut = { loan: 'L-1', amount: 12_000_000, reference: 'T-1' };
    await command('Citra', 'disburseLoan', { ...paidOut, effectiveOn: '2002-12-15' });
    for (const [at, name] of [...NAMES, ...NAMES].entries()) {
      await pay(name);
      const [other = name] = NAMES.slice((at + 1) % NAMES.length);
      const [amount, ms] = await timed(() => paid(other));
      expect(amount).toBe(100_000 * payments);
      expect(ms).toBeLessThan(2_000);
    }
  });

  it('say the same of all read models, and raise no alarm', async () => {
    await until(async () =>
      (await Promise.all(running().map((name) => system(name)))).every(({ position, readModels }) =>
        readModels.every((one) => one.position === position),
      ),
    );
    const [first, ...others] = await Promise.all(running().map((name) => system(name)));
    for (const one of others) expect(one).toEqual(first);
    expect(first).toMatchObject({ position: last, alarms: [] });
  });

  it('go on when the one that folds is killed: another folds within ten seconds', async () => {
    const holder = await busiest();
    await leave(holder, 'SIGKILL');
    const [name = holder, other = holder] = running();
    const [, ms] = await timed(async () => {
      await pay(name);
      await pay(other);
      await until(allFolded);
    });
    console.log(`killed: taken over after ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(TAKEOVER_MS);
    for (const one of running()) expect(await paid(one)).toBe(100_000 * payments);
    await begin(holder);
  });

  it('hand over at once when the one that folds is ended', async () => {
    const holder = await busiest();
    const leaving = leave(holder, 'SIGTERM');
    const [name = holder] = running();
    const [, ms] = await timed(async () => {
      await pay(name);
      await Promise.all([leaving, until(allFolded)]);
    });
    console.log(`ended: taken over after ${Math.round(ms)} ms`);
    expect(ended.at(-1)?.status).toBe(0);
    expect(ms).toBeLessThan(5_000);
    for (const one of running()) expect(await paid(one)).toBe(100_000 * payments);
    await begin(holder);
  });

  it('are not confused by one that stands still for eight seconds and wakes', async () => {
    const holder = await busiest();
    const sleeper = serviceOf(holder);
    services.delete(holder);
    sleeper.child.kill('SIGSTOP');
    const began = performance.now();
    const [name = holder] = running();
    await pay(name);
    await until(allFolded);
    const ms = performance.now() - began;
    console.log(`stopped: taken over after ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(TAKEOVER_MS);
    await new Promise((resolve) => setTimeout(resolve, 8_000 - ms));
    sleeper.child.kill('SIGCONT');
    services.set(holder, sleeper);
    await pay(holder);
    await until(allFolded);
    for (const one of running()) expect(await paid(one)).toBe(100_000 * payments);
    for (const one of running()) expect((await system(one)).alarms).toEqual([]);
  });

  it('leave a log, documents and a tree that are sound', async () => {
    for (const name of running()) await leave(name, 'SIGTERM');
    expect(ended.map(({ status }) => status)).toEqual([null, 0, 0, 0, 0]);
    expect(await fsck(readConfig(settings))).toMatchObject({ status: 0, findings: [] });
    const said = ended.map(({ err }) => err).join('');
    expect(said).not.toMatch(/"level":"error"|alarm/);
  });
});
