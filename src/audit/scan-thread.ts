import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import { StoreUnavailable } from '../event-store/port.js';
import { checkNoneParked } from '../house/parked.js';
import type { ReadModels } from '../read-model/read-models.js';
import { Portfolios } from './portfolios.js';
import { scan, type ScanInput, type ScanName, type ScanResult } from './scans.js';

export interface ScanQuestion {
  readonly id: number;
  readonly name: ScanName;
  readonly input: ScanInput<ScanName>;
  /** Which collection serves each read model. */
  readonly serving: ReadonlyMap<string, string>;
}
export type ScanAnswer =
  | { readonly id: number; readonly result: ScanResult<ScanName> }
  | { readonly id: number; readonly failure: string; readonly isWeather: boolean };

interface Waiting {
  readonly resolve: (result: ScanResult<ScanName>) => void;
  readonly reject: (error: unknown) => void;
}

/** What the sums are made of, beside the rules, which are there all or not at all. */
const READS = ['loan-book', 'mitra-timelines'];

/** Built beside this file; where this is run from its source (a test) there is none. */
const PROGRAM = new URL('./scan-worker.js', import.meta.url);

/**
 * Answers questions that read every loan in a thread with a reader of its own, begun by the first
 * question, so that whoever asks for one loan meanwhile does not wait for them.
 */
export class ScanThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private readonly beside = existsSync(fileURLToPath(PROGRAM));

  constructor(
    private readonly config: Config,
    private readonly readModels: ReadModels,
  ) {}

  /** @throws {ApiError} UNAVAILABLE while a loan waits for a fix: no sum would be right */
  async ask<S extends ScanName>(name: S, ...input: ScanInput<S>): Promise<ScanResult<S>> {
    checkNoneParked(this.readModels, READS);
    if (!this.beside) return scan(new Portfolios(this.readModels), name, input);
    const id = ++this.asked;
    const names = this.readModels.names();
    const serving = new Map(names.map((one) => [one, this.readModels.collection(one)]));
    const worker = (this.worker ??= this.begin());
    const answered = new Promise<ScanResult<ScanName>>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    worker.ref();
    worker.postMessage({ id, name, input, serving } satisfies ScanQuestion);
    return (await answered) as ScanResult<S>;
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.end(new StoreUnavailable('the service is ending'));
    await worker?.terminate();
  }

  private begin(): Worker {
    const worker = new Worker(PROGRAM, { workerData: this.config });
    worker.on('message', (answer: ScanAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if (this.waiting.size === 0) worker.unref();
      if ('result' in answer) return waiting?.resolve(answer.result);
      const { failure, isWeather } = answer;
      waiting?.reject(isWeather ? new StoreUnavailable(failure) : new Error(failure));
    });
    const ended = (error: unknown): void => {
      if (worker === this.worker)
        this.end(new StoreUnavailable(`the thread that sums the fund ended: ${String(error)}`));
    };
    worker.on('error', ended);
    worker.on('exit', ended);
    return worker;
  }

  /** The next question begins another thread. */
  private end(reason: Error): void {
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
