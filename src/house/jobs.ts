import type { CommandBus } from '@nestjs/cqrs';
import { OutcomeUnknown, StoreUnavailable } from '../event-store/port.js';
import {
  type ImportDeps,
  type ImportReport,
  type LoanImportOptions,
  sentence,
} from '../importing/import-report.js';
import type { Actor } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { isRefusal } from '../kernel/refusal.js';
import { type ClosedDay, closeTheDay } from '../lending/collection/close-day.service.js';
import type { ToUnpark, Unparked } from '../read-model/parking.js';
import { newId } from './clock.js';
import type { House } from './house.js';

export type Progress = (done: number, total: number | null) => void;

interface ImportInput {
  readonly file: string;
  readonly base64: string;
  readonly programme?: string | undefined;
  readonly keepGood: boolean;
  readonly actor: Actor;
}

export interface PublishedCheckpoint {
  readonly size: number;
  /** Base64. */
  readonly rootHash: string;
  readonly origin: string;
  readonly note: string;
  readonly signedAt: Instant | null;
}

/** What each job is asked and what it reports: plain JSON, as it may cross a socket. */
export interface JobTypes {
  readonly importLoans: readonly [ImportInput, ImportReport];
  readonly importMitra: readonly [ImportInput, ImportReport];
  readonly importBalances: readonly [ImportInput, ImportReport];
  readonly importPayments: readonly [ImportInput, ImportReport];
  readonly closeDay: readonly [
    {
      readonly date: LocalDate;
      readonly actor: Actor;
      /** Left out: a run of its own, so that a day may be closed again. */
      readonly commandId?: string | undefined;
    },
    ClosedDay,
  ];
  readonly rebuild: readonly [
    { readonly readModels: readonly string[] },
    { readonly readModels: readonly string[]; readonly events: number },
  ];
  readonly unpark: readonly [ToUnpark, Unparked];
  readonly checkpoint: readonly [
    /** `fresh`: of all that the log holds now; else the newest published. */
    { readonly fresh: boolean },
    PublishedCheckpoint | null,
  ];
}
export type JobName = keyof JobTypes;
export type JobInput<J extends JobName> = JobTypes[J][0];
export type JobReport<J extends JobName> = JobTypes[J][1];

export interface JobPlace {
  readonly house: House;
  readonly bus: Pick<CommandBus, 'execute'>;
}

type Jobs = {
  readonly [J in JobName]: (
    place: JobPlace,
    input: JobInput<J>,
    progress: Progress,
  ) => Promise<JobReport<J>>;
};

const importDeps = ({ house, bus }: JobPlace): ImportDeps => ({
  execute: (command) => bus.execute(command),
  ledger: house.ledger,
});

/** What had been recorded when a store went away stays, and the rest can follow. */
const advising =
  (again: string) =>
  (error: unknown): never => {
    if (!(error instanceof StoreUnavailable || error instanceof OutcomeUnknown)) throw error;
    const advice = `What was recorded stays: ${again}, and the rest follows.`;
    throw new Error(`${error.message}\n${advice}`, { cause: error });
  };
const interrupted = advising('import the same file again');

/** How long the close of a day waits for the read model that tells it which loans to close. */
const CATCH_UP_MS = 600_000;
/** An import waits at its end for the read models, as long as they go on. */
const STANDS_MS = 30_000;

const imported = async ({ house }: JobPlace, report: ImportReport): Promise<ImportReport> => {
  const { readModels, ledger } = house;
  const head = await ledger.store.head();
  const come = (): string => `${readModels.status().map(({ checkpoint }) => checkpoint.position)}`;
  for (let before = ''; before !== come();) {
    before = come();
    if (await readModels.reached(head, STANDS_MS)) return report;
  }
  throw new Error('all is recorded, but the read models do not follow: see "system"');
};

type Import = (
  deps: ImportDeps,
  bytes: Uint8Array,
  options: LoanImportOptions,
) => Promise<ImportReport>;

/** What reads tables is loaded with the first import: a service starts without it. */
const importing =
  (load: () => Promise<Import>) =>
  async (place: JobPlace, input: ImportInput, progress: Progress): Promise<ImportReport> => {
    const { file: fileName, base64, ...options } = input;
    const bytes = Buffer.from(base64, 'base64');
    const run = await load();
    const report = run(importDeps(place), bytes, { ...options, fileName, progress });
    return imported(place, await report.catch(interrupted));
  };

/** Long work on an opened house: run by the command line, or inside the service that holds it. */
export const JOBS: Jobs = {
  importLoans: importing(async () => (await import('../importing/import-loans.js')).importLoans),
  importMitra: importing(async () => (await import('../importing/import-mitra.js')).importMitra),
  importBalances: importing(
    async () => (await import('../importing/import-balances.js')).importBalances,
  ),
  importPayments: importing(
    async () => (await import('../importing/import-payments.js')).importPayments,
  ),
  closeDay: async ({ house }, { date, actor, commandId = newId() }, progress) => {
    const sender = { commandId, actor, source: house.demo ? 'demo' : 'job' } as const;
    const closing = { date, sender, patienceMs: CATCH_UP_MS, progress };
    const closed = await closeTheDay(house, closing).catch(advising('close the day again'));
    if (isRefusal(closed)) throw new Error(sentence(closed));
    return closed;
  },
  rebuild: async ({ house }, { readModels: asked }, progress) => {
    const names = asked.length > 0 ? asked : house.readModels.names();
    let events = 0;
    await house.readModels.rebuild(names, (_, count) => {
      events += count;
      progress(events, null);
    });
    return { readModels: names, events };
  },
  unpark: ({ house }, what) => house.readModels.unpark(what),
  checkpoint: async ({ house: { proof } }, { fresh }) => {
    const { checkpointer } = proof;
    if (fresh) await checkpointer.publish();
    await checkpointer.settled();
    const newest = await checkpointer.newest();
    if (!newest) return null;
    const { head, note, signedAt } = newest;
    const { size, origin, root } = head;
    return { size, origin, rootHash: root.toString('base64'), note, signedAt };
  },
};
