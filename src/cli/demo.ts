import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { readFileSync, rmSync } from 'node:fs';
import { type Config, demoConfig } from '../config.js';
import { DemoStopped, playDemo } from '../demo/play.js';
import { DEMO_BEGINS, demoScenario, lastCommandId } from '../demo/scenario.js';
import { writablePath } from '../event-store/embedded-file.js';
import { holdStore } from '../event-store/lock.js';
import { elapsed, systemClock } from '../house/clock.js';
import { type House, openHouse } from '../house/house.js';
import { HouseModule } from '../house/house.module.js';
import { packageFile } from '../house/version.js';
import type { Instant } from '../kernel/local-date.js';
import { publicFile } from '../proof/signing-keys.js';
import { printPortfolio } from './demo-portfolio.js';
import { type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { showProgress } from './progress.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { startTracing } from '../telemetry/tracing.js';
import { stderrLogger } from './stderr-logger.js';
import { serve } from './serve.js';

export interface DemoFlags {
  readonly serve: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
}

const TABLE = 'samples/jamsostek-loans.csv';

/** Only while nobody else holds the demo: a demo that runs keeps its files. */
const forget = ({ eventStore, readModel, keyStore, masterKeyFile, proof }: Config): void => {
  const files = [eventStore, readModel, keyStore].flatMap((place) =>
    place.kind === 'file' ? [place.file] : [],
  );
  if (eventStore.kind !== 'file' || files.length < 3)
    throw new Error('--fresh is for files: a server keeps what it holds, so name an empty one');
  const lock = holdStore(writablePath(eventStore.file));
  for (const file of [
    ...files.flatMap((file) => [file, `${file}-wal`, `${file}-shm`]),
    ...[masterKeyFile, proof.signingKeyFile, publicFile(proof.signingKeyFile)],
  ])
    rmSync(file, { force: true });
  rmSync(proof.place, { recursive: true, force: true });
  lock.release();
};

const holds = async ({ readModels }: House, commandId: string): Promise<boolean> => {
  const where = { field: 'commandId', eq: commandId };
  return (await readModels.store.count(readModels.collection('history'), where)) > 0;
};

const caughtUp = async ({ readModels }: House): Promise<void> => {
  const { progress, stop } = showProgress('building the read models, events');
  let events = 0;
  await readModels.catchUp((_, count) => progress((events += count), null));
  stop();
};

/** Plays what is missing of the demo, under its own clock, and lets the read models catch up. */
const load = async (
  house: House,
  setClock: (at: Instant) => void,
  { err }: Terminal,
): Promise<void> => {
  const scenario = demoScenario(readFileSync(packageFile(TABLE)));
  await caughtUp(house);
  if (await holds(house, lastCommandId(scenario))) return;
  const started = elapsed();
  const app = await NestFactory.createApplicationContext(HouseModule.of(house), { logger: false });
  const { progress, stop } = showProgress('loading the demo');
  try {
    const bus = app.get(CommandBus);
    await playDemo(scenario, { execute: (command) => bus.execute(command), setClock, progress });
    stop();
    await caughtUp(house);
  } finally {
    stop();
    await app.close();
  }
  const seconds = Math.round((elapsed() - started) / 100) / 10;
  err(`The demo is loaded: ${inThousands(scenario.length)} commands in ${seconds} s.`);
};

/** The real table and an invented portfolio, in a file of its own, printed and served. */
export const demo = async (
  config: Config,
  flags: DemoFlags,
  terminal: Terminal,
): Promise<ExitStatus> => {
  const own = demoConfig(config);
  if (flags.fresh) forget(own);
  let clock = (): Instant => DEMO_BEGINS;
  const setClock = (at: Instant): void => {
    clock = () => at;
  };
  const log = stderrLogger(own);
  const telemetry = new Telemetry(await startTracing(process.env));
  const opening = { config: own, clock: () => clock(), log, folded: telemetry.folded };
  const house = await openHouse({ ...opening, demo: true });
  try {
    await load(house, setClock, terminal);
    clock = systemClock;
    // Where none can be signed, the service says so as long as it runs.
    await house.proof.checkpointer.publish().catch(() => undefined);
    await printPortfolio(house, flags.json ?? false, terminal);
  } catch (error) {
    await house.close();
    if (!(error instanceof DemoStopped)) throw error;
    const hint = 'another version made this demo file, perhaps: jejak demo --fresh begins anew';
    throw new DemoStopped(`${error.message}\n${hint}`);
  }
  if (flags.serve) return serve(house, terminal, telemetry);
  await house.close();
  return 0;
};
