import type { CommandBus } from '@nestjs/cqrs';
import { OutcomeUnknown, StoreUnavailable } from '../event-store/port.js';
import { importLoans } from '../importing/import-loans.js';
import { importMitra } from '../importing/import-mitra.js';
import type { ImportDeps, ImportReport } from '../importing/import-report.js';
import type { Actor } from '../kernel/envelope.js';
import type { House } from './house.js';

export type Progress = (done: number, total: number | null) => void;

/** What each job is asked and what it reports: plain JSON, as it may cross a socket. */
export interface JobTypes {
  readonly importLoans: readonly [
    {
      readonly file: string;
      readonly base64: string;
      readonly programme?: string | undefined;
      readonly keepGood: boolean;
      readonly actor: Actor;
    },
    ImportReport,
  ];
  readonly importMitra: readonly [
    {
      readonly file: string;
      readonly base64: string;
      readonly keepGood: boolean;
      readonly actor: Actor;
    },
    ImportReport,
  ];
  readonly rebuild: readonly [
    { readonly readModels: readonly string[] },
    { readonly readModels: readonly string[]; readonly events: number },
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

/** What an import had recorded when a store went away stays, and the rest can follow. */
const interrupted = (error: unknown): never => {
  if (!(error instanceof StoreUnavailable || error instanceof OutcomeUnknown)) throw error;
  const advice = 'What was recorded stays: import the same file again, and the rest follows.';
  throw new Error(`${error.message}\n${advice}`, { cause: error });
};

/** How long an import waits at its end for the read models; they catch up later all the same. */
const CATCH_UP_MS = 600_000;

const imported = async ({ house }: JobPlace, report: ImportReport): Promise<ImportReport> => {
  if (await house.readModels.reached(await house.ledger.store.head(), CATCH_UP_MS)) return report;
  throw new Error('all is recorded, but the read models have not caught up: see "system"');
};

/** Long work on an opened house: run by the command line, or inside the service that holds it. */
export const JOBS: Jobs = {
  importLoans: async (place, { file, base64, programme, keepGood, actor }, progress) => {
    const options = { fileName: file, programme, keepGood, actor, progress };
    return imported(
      place,
      await importLoans(importDeps(place), Buffer.from(base64, 'base64'), options).catch(
        interrupted,
      ),
    );
  },
  importMitra: async (place, { file, base64, keepGood, actor }, progress) => {
    const options = { fileName: file, keepGood, actor, progress };
    return imported(
      place,
      await importMitra(importDeps(place), Buffer.from(base64, 'base64'), options).catch(
        interrupted,
      ),
    );
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
};
