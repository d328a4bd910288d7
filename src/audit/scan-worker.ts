import { workerData } from 'node:worker_threads';
import type { Config } from '../config.js';
import { openReadModels, readsOf } from '../house/stores.js';
import { extractOf } from '../read-model/generations.js';
import { answerWith } from '../storage/thread.js';
import { Portfolios } from './portfolios.js';
import type { ScanQuestion } from './scan-thread.js';
import { scan } from './scans.js';

/** The thread of `ScanThread`: a reader of its own of the same store, one question at a time. */
const config = workerData as Config;
const store = await openReadModels({ config, readOnly: true });
const reads = readsOf(config, store);

answerWith(({ name, input, serving }: ScanQuestion) => {
  const collection = (readModel: string): string => serving.get(readModel) ?? '';
  const extract = (readModel: string): string => extractOf(collection(readModel));
  const work = () => scan(new Portfolios({ store: reads, collection, extract }), name, input);
  return store.snapshot ? store.snapshot(work) : work();
});
