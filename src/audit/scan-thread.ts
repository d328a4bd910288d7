import type { Config } from '../config.js';
import { StoreUnavailable } from '../event-store/port.js';
import { checkNoneParked } from '../house/parked.js';
import type { ReadModels } from '../read-model/read-models.js';
import { builtThread, type Failure, type Thread } from '../storage/thread.js';
import { Portfolios } from './portfolios.js';
import { scan, type ScanInput, type ScanName, type ScanResult } from './scans.js';

export interface ScanQuestion {
  readonly name: ScanName;
  readonly input: ScanInput<ScanName>;
  /** Which collection serves each read model. */
  readonly serving: ReadonlyMap<string, string>;
}

/** What the sums are made of, beside the rules, which are there all or not at all. */
const READS = ['loan-book', 'mitra-timelines'];

const PROGRAM = new URL('./scan-worker.js', import.meta.url);

const revived = ({ name, message }: Failure): Error | undefined => {
  const isWeather = name === 'StoreUnavailable' || name === 'ThreadEnded';
  return isWeather ? new StoreUnavailable(message) : undefined;
};

/**
 * Answers questions that read every loan in a thread with a reader of its own, begun by the first
 * question, so that whoever asks for one loan meanwhile does not wait for them.
 */
export class ScanThread {
  private readonly thread: Thread<ScanQuestion, ScanResult<ScanName>> | null;

  constructor(
    config: Config,
    private readonly readModels: ReadModels,
  ) {
    this.thread = builtThread(PROGRAM, { name: 'sums the fund', data: config, revived });
  }

  /** @throws {ApiError} UNAVAILABLE while a loan waits for a fix: no sum would be right */
  async ask<S extends ScanName>(name: S, ...input: ScanInput<S>): Promise<ScanResult<S>> {
    checkNoneParked(this.readModels, READS);
    if (!this.thread) return scan(new Portfolios(this.readModels), name, input);
    const names = this.readModels.names();
    const serving = new Map(names.map((one) => [one, this.readModels.collection(one)]));
    return (await this.thread.ask({ name, input, serving })) as ScanResult<S>;
  }

  async close(): Promise<void> {
    await this.thread?.close();
  }
}
