import type { Dice } from '../../src/demo/random.js';
import { Process, type Site } from './instance.js';
import { diceOf } from './plan.js';
import type { Host } from './scheduler.js';

/** Between two tries to start. */
const AGAIN_MS = 500;

/** The processes of the service, and who starts them again. */
export class Fleet {
  private readonly places: (Process | null)[];
  private started = 0;
  readonly said = { crashes: 0, restarts: 0 };

  constructor(
    private readonly site: Site,
    private readonly seed: number,
    count: number,
  ) {
    this.places = Array.from({ length: count }, () => null);
  }

  /** Those that answer. */
  up(): readonly Process[] {
    return this.places.filter((one) => one !== null).filter(({ house }) => house !== null);
  }

  anyName(draw: Dice): string {
    return draw.pick(this.places)?.name ?? '';
  }

  /** Each place is filled, however often it takes. */
  async startAll(): Promise<void> {
    await Promise.all(this.places.map((_, place) => this.start(place)));
  }

  /** Dies at once, and another comes in its place after a while. */
  async crash(draw: Dice, ms: number): Promise<void> {
    const place = draw.below(this.places.length);
    this.kill(place);
    await this.site.scheduler.pause(ms);
    await this.start(place);
  }

  /** In the middle of something. */
  async die(host: Host): Promise<void> {
    const place = this.places.findIndex((process) => process === host);
    if (place < 0) return;
    this.site.trace.add(`${this.site.scheduler.now} ${host.name} dies`);
    this.kill(place);
    await this.site.scheduler.pause(AGAIN_MS);
    await this.start(place);
  }

  kill(place: number): void {
    this.places[place]?.kill();
    this.places[place] = null;
    this.said.crashes += 1;
  }

  /** Ends in good order, if it can; killed where that takes too long. */
  async restart(draw: Dice, ms: number): Promise<void> {
    const place = draw.below(this.places.length);
    const process = this.places[place];
    const house = process?.house;
    if (!process || !house) return;
    process.house = null;
    this.said.restarts += 1;
    const { scheduler } = this.site;
    const closed = house.close().catch((error: unknown) => {
      this.site.trace.add(`${process.name} ends with ${String(error)}`);
    });
    await Promise.race([closed, scheduler.pause(10_000)]);
    process.kill();
    if (this.places[place] === process) this.places[place] = null;
    await scheduler.pause(ms);
    await this.start(place);
  }

  async skew(draw: Dice, by: number, ms: number): Promise<void> {
    const process = draw.pick(this.places);
    if (!process) return;
    process.skew += by;
    await this.site.scheduler.pause(ms);
    process.skew -= by;
  }

  private async start(place: number): Promise<void> {
    const { scheduler } = this.site;
    while (this.places[place] === null) {
      const name = `p${place}.${this.started++}`;
      const process = new Process(name, this.site, diceOf(this.seed, name));
      this.places[place] = process;
      // One that is killed while it starts never says so.
      const opened = process.opened.then(
        () => true,
        (error: unknown) => {
          this.site.trace.add(`${scheduler.now} ${name} cannot start: ${String(error)}`);
          return false;
        },
      );
      while (process.alive && !process.house)
        await Promise.race([opened, scheduler.pause(AGAIN_MS)]);
      if (process.house || this.places[place] !== process) return;
      this.places[place] = null;
      await scheduler.pause(AGAIN_MS);
    }
  }
}
