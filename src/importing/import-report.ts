import type { Handled } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import type { HouseCommand } from '../house/command.js';
import type { Asked } from '../kernel/decider.js';
import type { Actor } from '../kernel/envelope.js';
import { jakartaDate } from '../kernel/local-date.js';
import { isRefusal, type Refusal } from '../kernel/refusal.js';
import { code, Unreadable } from './cell.js';
import type { RowProblem } from './table.js';

/** Sends one command; the CommandBus's `execute` fits. */
export type Execute = (command: HouseCommand<object>) => Promise<Handled>;

/** What an import needs of the house: to read what is recorded, and to send commands. */
export interface ImportDeps {
  readonly execute: Execute;
  readonly ledger: Pick<Ledger, 'store' | 'keys' | 'clock'>;
}

export interface ImportOptions {
  /** Kept in the evidence of each agreement. */
  readonly fileName: string;
  readonly actor: Actor;
  /** Import the good rows although others are not. */
  readonly keepGood?: boolean | undefined;
  /** How many rows are dealt with, of how many. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface LoanImportOptions extends ImportOptions {
  /** Scopes the loans' policies and prefixes their numbers. */
  readonly programme?: string | undefined;
}

export interface ImportReport {
  /** Rows that could be read. */
  readonly rows: number;
  readonly mitraAdded: number;
  readonly loansAdded: number;
  /** Only of a table of payments. */
  readonly paymentsAdded?: number;
  /** Good rows that were recorded already, as they stand in the file. */
  readonly unchanged: number;
  /** By line. Where there is any, nothing is written unless `keepGood`. */
  readonly problems: readonly RowProblem[];
  /** Columns that nothing was read from. */
  readonly ignored: readonly string[];
  /** Whether this run added anything to the log. */
  readonly written: boolean;
}

/** @throws {RangeError} where it cannot be part of a loan's number */
export const programmeOf = ({ programme }: LoanImportOptions): string | undefined => {
  const named = programme === undefined ? '' : code(programme);
  if (named instanceof Unreadable) throw new RangeError(`the programme's name: ${named.reason}`);
  return programme;
};

/** By whom and when the rows are decided: all of them at one moment. */
export const askedBy = ({ ledger }: ImportDeps, { actor }: ImportOptions): Asked => {
  const now = ledger.clock();
  return { actor, source: 'import', now, today: jakartaDate(now) };
};

/** Why a command did not do what it was sent for; undefined if it did, now or before. */
export const failureOf = (handled: Handled): string | undefined =>
  isRefusal(handled)
    ? sentence(handled)
    : handled.outcome === 'conflict'
      ? 'somebody else wrote at the same moment: import the file again'
      : undefined;

export const sentence = ({ refusal, details }: Refusal): string =>
  Object.keys(details).length > 0
    ? `refused: ${refusal} ${JSON.stringify(details)}`
    : `refused: ${refusal}`;

export const byLine = (problems: readonly RowProblem[]): RowProblem[] =>
  problems.toSorted((a, b) => a.line - b.line);

/**
 * So many commands share the store's commits. They are sent in the order of the file, one kind at
 * a time, and none waits for anything but the store: the embedded one, whose reads are answered in
 * the order asked, writes the same log for the same file on every run.
 */
export const IN_FLIGHT = 64;

export const inWaves = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / IN_FLIGHT) }, (_, wave) =>
    items.slice(wave * IN_FLIGHT, (wave + 1) * IN_FLIGHT),
  );
