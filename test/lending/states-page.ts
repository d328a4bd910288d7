import { COMMANDS_ABOUT_A_LOAN } from './states-commands.js';
import { TABLE } from './states-table.js';
import { type State, STATES } from './states-told.js';

const MEANS: Readonly<Record<State, string>> = {
  NONE: 'Nothing is proposed or signed.',
  PROPOSED: 'Asked for; a survey may be there.',
  RECOMMENDED: 'Found worth lending to.',
  APPROVED: 'Decided, not signed.',
  REJECTED: 'Decided against: a new request needs a new number.',
  AGREED: 'Signed, nothing paid out.',
  ACTIVE: 'Paid out, nothing late.',
  ACTIVE_IN_LOSS: 'Active, and in class LOSS (Macet).',
  TAKEN_OVER: 'Active, from a balance of the old books; in class DOUBTFUL (Diragukan).',
  PROBLEM: 'Recovery was tried and failed (pinjaman bermasalah).',
  SETTLED: 'Nothing outstanding.',
  WRITTEN_OFF: 'Out of the accounts; the claim lives (hapus buku).',
  CANCELLED: 'The claim is ended (hapus tagih).',
};

const HEAD = `# What a loan allows

Every command on a loan, in every state of a loan: allowed, quiet (nothing is left to be done) or
refused with a constant. One representative loan of each state is told in \`test/lending/\` and met
by each command, otherwise as right as it can be; this page is that test's table
(\`LOAN_STATES=write\` writes it anew). Who may send a command, and that two people decide, comes on
top. ACTIVE is shown three times, because its class and its beginning decide as well.`;

const cell = (names: readonly string[]): string =>
  names.length > 0 ? names.map((name) => `\`${name}\``).join(', ') : '—';

const outcomes = (state: State): [string, readonly string[]][] =>
  Object.entries(TABLE[state] as Readonly<Record<string, readonly string[]>>);

const allowedIn = (state: State): readonly string[] =>
  outcomes(state).flatMap(([outcome, sent]) => (outcome === 'allowed' ? sent : []));

const section = (state: State): string =>
  [
    ...[`## ${state}`, '', MEANS[state], '', '| outcome | commands |', '|---|---|'],
    ...outcomes(state).map(([outcome, sent]) => `| ${outcome} | ${cell(sent)} |`),
  ].join('\n');

/** The other way round: where each command is allowed. */
const byCommand = (): string =>
  [
    ...['## Where each command is allowed', '', '| command | states |', '|---|---|'],
    ...COMMANDS_ABOUT_A_LOAN.map((command) => {
      const states = STATES.filter((state) =>
        allowedIn(state).some((sent) => sent === command || sent.startsWith(`${command} (`)),
      );
      return `| \`${command}\` | ${states.length > 0 ? states.join(', ') : '—'} |`;
    }),
  ].join('\n');

/** `docs/loan-states.md`, as it follows from the table. */
export const statesPage = (): string =>
  `${[HEAD, ...STATES.map(section), byCommand()].join('\n\n')}\n`;
