import { type Instruments, makeInstruments } from './instruments.js';
import type { Reading } from './readings.js';

/**
 * What is counted for Prometheus. The library is loaded once a first request is answered, as nobody
 * is to wait for it; what happens before that is counted then.
 */
export class Metrics {
  private instruments: Instruments | undefined;
  private loading: Promise<Instruments> | undefined;
  private readonly waiting: ((instruments: Instruments) => void)[] = [];

  record(count: (instruments: Instruments) => void): void {
    if (this.instruments) count(this.instruments);
    else if (this.waiting.push(count) === MANY) this.loadLater();
  }

  /** For nobody who waits: where it fails, the next one tries again. */
  loadLater(): void {
    if (!this.instruments) this.load().catch(() => undefined);
  }

  private load(): Promise<Instruments> {
    this.loading ??= import('prom-client').then(({ default: prom }) => {
      const instruments = makeInstruments(prom);
      for (const count of this.waiting.splice(0)) count(instruments);
      this.instruments = instruments;
      return instruments;
    });
    this.loading.catch(() => (this.loading = undefined));
    return this.loading;
  }

  /** In the text format of Prometheus. */
  async show(reading: Reading): Promise<{ readonly type: string; readonly text: string }> {
    const instruments = await this.load();
    return { type: instruments.registry.contentType, text: await instruments.show(reading) };
  }
}

/** Where nobody ever asks anything, what waits does not grow for ever. */
const MANY = 1_000;
