import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { StoredEvent } from '../../src/event-store/port.js';
import type { House } from '../../src/house/house.js';
import { HouseModule } from '../../src/house/house.module.js';
import { JOBS } from '../../src/house/jobs.js';
import type { ImportReport } from '../../src/importing/import-report.js';
import { START } from '../../src/kernel/envelope.js';
import type { LocalDate } from '../../src/kernel/local-date.js';
import type { ClosedDay } from '../../src/lending/collection/close-day.service.js';
import { open, type Place, placeFor } from './place.js';

/** What the streams say, whoever wrote it and when: event by event, in their order. */
export type Told = ReadonlyMap<string, readonly object[]>;

export const toldBy = (events: readonly StoredEvent[]): Told => {
  const told = new Map<string, object[]>();
  for (const { streamId, revision, type, effectiveOn, data } of events) {
    const own = told.get(streamId) ?? [];
    own.push({ revision, type, effectiveOn, data });
    told.set(streamId, own);
  }
  return new Map([...told].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** The jobs of the command line, in this process. */
export interface Jobs {
  readonly importLoans: (file: string) => Promise<ImportReport>;
  readonly closeDay: (date: LocalDate) => Promise<ClosedDay>;
}

const nothing = (): void => undefined;

export const working = async <T>(house: House, work: (jobs: Jobs) => Promise<T>): Promise<T> => {
  const app = await NestFactory.createApplicationContext(HouseModule.of(house), { logger: false });
  const at = { house, bus: app.get(CommandBus) };
  try {
    return await work({
      importLoans: (file) => {
        const base64 = readFileSync(file).toString('base64');
        const actor = { id: 'import', role: 'OFFICER' } as const;
        const input = { file: basename(file), base64, keepGood: false, actor };
        return JOBS.importLoans(at, input, nothing);
      },
      closeDay: (date) => {
        const actor = { id: 'close-day', role: 'FINANCE_OFFICER' } as const;
        return JOBS.closeDay(at, { date, actor }, nothing);
      },
    });
  } finally {
    await app.close();
  }
};

/** What one round of work adds to a log, and all that the log says afterwards. */
export interface Round {
  readonly added: readonly StoredEvent[];
  readonly told: Told;
}

/**
 * Where the same is done on files, in this process, by nobody who is killed: round after round,
 * each of them once, whoever asks for it.
 */
export class Reference {
  private readonly rounds: Promise<Round>[] = [];
  private opened: Promise<{ readonly place: Place; readonly house: House }> | undefined;

  constructor(
    private readonly work: (jobs: Jobs, directory: string, round: number) => Promise<unknown>,
  ) {
    afterAll(async () => {
      const { place, house } = (await this.opened) ?? {};
      await house?.close();
      await place?.end();
    });
  }

  async after(round: number): Promise<Round> {
    for (let next = this.rounds.length; next <= round; next += 1) {
      this.rounds.push(this.inOrder(this.rounds.at(-1), next));
    }
    const asked = this.rounds[round];
    if (!asked) throw new Error(`there is no round ${round}`);
    return asked;
  }

  private async inOrder(before: Promise<Round> | undefined, round: number): Promise<Round> {
    await before;
    return this.does(round);
  }

  private async does(round: number): Promise<Round> {
    const { house, place } = await (this.opened ??= this.open());
    const all = () => house.ledger.store.readAll(START, 1_000_000);
    const before = await all();
    await working(house, (jobs) => this.work(jobs, place.directory, round));
    const after = await all();
    return { added: after.slice(before.length), told: toldBy(after) };
  }

  private async open() {
    const place = await placeFor('file');
    const house = await open(place.settings);
    house.readModels.start();
    return { place, house };
  }
}
