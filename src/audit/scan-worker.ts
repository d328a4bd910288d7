import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../config.js';
import { StoreUnavailable } from '../event-store/port.js';
import { openReadModels, readsOf } from '../house/stores.js';
import { extractOf } from '../read-model/generations.js';
import { Portfolios } from './portfolios.js';
import type { ScanAnswer, ScanQuestion } from './scan-thread.js';
import { scan } from './scans.js';

/** The thread of `ScanThread`: a reader of its own of the same store, one question at a time. */
const config = workerData as Config;
const store = await openReadModels({ config, readOnly: true });
const reads = readsOf(config, store);

const answer = async ({ id, name, input, serving }: ScanQuestion): Promise<ScanAnswer> => {
  const collection = (readModel: string): string => serving.get(readModel) ?? '';
  const extract = (readModel: string): string => extractOf(collection(readModel));
  const work = () => scan(new Portfolios({ store: reads, collection, extract }), name, input);
  try {
    return { id, result: await (store.snapshot ? store.snapshot(work) : work()) };
  } catch (error) {
    // A class does not cross from one thread to the other: what kind of error it is, is told.
    const isWeather = error instanceof StoreUnavailable;
    return {
      id,
      failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
      isWeather,
    };
  }
};

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (question: ScanQuestion) => {
  last = last.then(async () => parentPort?.postMessage(await answer(question)));
});
