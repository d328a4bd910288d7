import { existsSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { Config } from '../config.js';
import { StoreHeld } from '../event-store/lock.js';
import { StoreUnavailable } from '../event-store/port.js';
import { systemClock } from '../house/clock.js';
import { keepHeapSmall } from '../house/heap.js';
import { type House, openHouse } from '../house/house.js';
import { HouseModule } from '../house/house.module.js';
import { type JobInput, type JobName, type JobReport, JOBS } from '../house/jobs.js';
import { askService } from '../house/socket.js';
import { showProgress } from './progress.js';
import { stderrLogger } from './stderr-logger.js';

const inside = async <J extends JobName>(
  house: House,
  job: J,
  input: JobInput<J>,
  progress: (done: number, total: number | null) => void,
): Promise<JobReport<J>> => {
  const app = await NestFactory.createApplicationContext(HouseModule.of(house), { logger: false });
  try {
    house.readModels.start();
    return await JOBS[job]({ house, bus: app.get(CommandBus) }, input, progress);
  } finally {
    await app.close();
    await house.close();
  }
};

/** Of no use on an empty log: in a wrong directory they make no store. */
const ON_A_LOG: readonly JobName[] = ['rebuild', 'unpark', 'closeDay'];

const checkThere = ({ eventStore: place }: Config, job: JobName): void => {
  if (place.kind === 'file' && ON_A_LOG.includes(job) && !existsSync(place.file))
    throw new StoreUnavailable(`${place.file} does not exist`);
};

/** Runs a job on the store itself or, where a service holds it, inside that service. */
export const runJob = async <J extends JobName>(
  config: Config,
  what: string,
  job: J,
  input: JobInput<J>,
  demo = false,
): Promise<JobReport<J>> => {
  checkThere(config, job);
  const { progress, stop } = showProgress(what);
  try {
    const log = stderrLogger(config);
    keepHeapSmall();
    const opened = openHouse({ config, clock: systemClock, log, demo });
    const house = await opened.catch((error: unknown) => {
      if (error instanceof StoreHeld) return null;
      throw error;
    });
    return house
      ? await inside(house, job, input, progress)
      : await askService(config.eventStore.name, job, input, progress);
  } finally {
    stop();
  }
};
