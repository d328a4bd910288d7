import { type CommandName, COMMANDS } from '../../src/identity/may.js';
import type { LoanCommand } from './whole-life-words.js';

/** What is about a mitra, money nobody knows, a visit, a rule or a report. */
const ABOUT_SOMETHING_ELSE = [
  'registerMitra', 'correctMitraData', 'changeMitraStatus', 'recordHeir', 'receiveDocument',
  'receiveUnidentified', 'planVisit', 'recordVisit', 'recordContact', 'recordCommitment',
  'receiveQuarterlyReport', 'proposePolicy', 'adoptPolicy', 'rejectPolicy', 'publishReport',
] as const satisfies readonly CommandName[]; // prettier-ignore

type AboutALoan = Exclude<CommandName, (typeof ABOUT_SOMETHING_ELSE)[number]>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : Exclude<B, A>) : Exclude<A, B>;

/** Does not compile where a command about a loan is not tried, or one is tried that is none. */
export const ALL_ARE_TRIED: Same<AboutALoan, LoanCommand> = true;

export const COMMANDS_ABOUT_A_LOAN = COMMANDS.filter(
  (name): name is AboutALoan => !ABOUT_SOMETHING_ELSE.some((other) => other === name),
);
