import type { Config } from '../config.js';
import { systemClock } from '../house/clock.js';
import type { Actor } from '../kernel/envelope.js';
import { isLocalDate, jakartaDate, type LocalDate } from '../kernel/local-date.js';
import type { ClosedDay } from '../lending/collection/close-day.service.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { runJob } from './run-job.js';

export interface CloseDayFlags {
  readonly json?: boolean;
  readonly actor?: string;
}

/** Why a day cannot be closed, in a sentence; undefined where it can. */
const badDate = (date: string, today: LocalDate): string | undefined => {
  if (!isLocalDate(date)) return `${JSON.stringify(date)} is no day such as 2003-12-31`;
  return date > today ? `${date} has not come yet: it is ${today} in Jakarta` : undefined;
};

const tell = (closed: ClosedDay, { out, err }: Terminal): void => {
  const { date, loans, changed, feesCharged, moves, lettersDue, failures } = closed;
  for (const { loan, reason } of failures) err(`${loan}: ${reason}`);
  out(
    `${date}: ${inThousands(loans)} loans, ${inThousands(changed)} with another class, ` +
      `${inThousands(feesCharged)} fees charged, ${inThousands(failures.length)} failures`,
  );
  for (const { from, to, loans: moved } of moves) out(`${from} → ${to}: ${inThousands(moved)}`);
  for (const letter of ['I', 'II', 'III'] as const) {
    const due = lettersDue.filter((one) => one.letter === letter).length;
    if (due > 0) out(`letter ${letter} is due: ${inThousands(due)} loans`);
  }
  if (lettersDue.length > 0) out('--json names the loans of which a letter is due.');
};

/** Closes a day; it may be closed again at any time, and then records what has changed since. */
export const closeDay = async (
  config: Config,
  date: string,
  flags: CloseDayFlags,
  terminal: Terminal,
): Promise<ExitStatus> => {
  const problem = badDate(date, jakartaDate(systemClock()));
  if (problem !== undefined) {
    terminal.err(`jejak: ${problem}`);
    return 2;
  }
  const actor: Actor = { id: flags.actor ?? 'close-day', role: 'FINANCE_OFFICER' };
  const closed = await runJob(config, `close-day ${date}`, 'closeDay', {
    date: date as LocalDate,
    actor,
  });
  if (flags.json) terminal.out(asJson(closed));
  else tell(closed, terminal);
  return closed.failures.length > 0 ? 1 : 0;
};
