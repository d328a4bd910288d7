import type { Role } from '../kernel/envelope.js';
import { refuse } from '../kernel/refusal.js';
import type { Refusal } from '../kernel/refusal.js';

interface Rule {
  readonly roles: readonly Role[];
  /** Who else may, where the loan was agreed before this system. */
  readonly beforeJejak?: readonly Role[];
}

const FIELD = ['OFFICER', 'SECTION_HEAD'] as const;
const DECIDES = ['BRANCH_HEAD', 'REGIONAL', 'HEAD_OFFICE'] as const;
const FINANCE = ['FINANCE_OFFICER', 'FINANCE_HEAD'] as const;

/**
 * Who may send which command. How far an approval reaches (level and amount) is a policy and four
 * eyes come on top; both are decided where the command is.
 */
const MAY = {
  registerMitra: { roles: FIELD },
  correctMitraData: { roles: FIELD },
  changeMitraStatus: { roles: FIELD },
  recordHeir: { roles: FIELD },
  receiveDocument: { roles: FIELD },

  proposeLoan: { roles: FIELD },
  assessFeasibility: { roles: FIELD },
  recommendLoan: { roles: ['SECTION_HEAD', 'BRANCH_HEAD'] },
  approveLoan: { roles: DECIDES },
  rejectLoan: { roles: ['SECTION_HEAD', ...DECIDES] },
  signAgreement: { roles: ['BRANCH_HEAD'], beforeJejak: FIELD },
  disburseLoan: { roles: FINANCE, beforeJejak: FIELD },
  confirmReceipt: { roles: [...FIELD, ...FINANCE] },
  pledgeCollateral: { roles: FIELD },
  releaseCollateral: { roles: ['BRANCH_HEAD', 'FINANCE_HEAD'] },
  seizeCollateral: { roles: DECIDES },
  sellCollateral: { roles: ['BRANCH_HEAD', 'FINANCE_HEAD'] },

  receivePayment: { roles: [...FINANCE, ...FIELD] },
  reversePayment: { roles: FINANCE },
  receiveUnidentified: { roles: FINANCE },
  identifyPayment: { roles: FINANCE },
  returnOverpayment: { roles: FINANCE },
  receiveRecovery: { roles: FINANCE },
  chargeLateFee: { roles: FINANCE },
  waiveLateFee: { roles: ['FINANCE_HEAD'] },
  closeDay: { roles: FINANCE },
  takeOverOpeningBalance: { roles: FIELD },

  issueWarningLetter: { roles: [...FIELD, 'BRANCH_HEAD'] },
  signWarningLetter: { roles: ['SECTION_HEAD', 'BRANCH_HEAD'] },
  sendWarningLetter: { roles: [...FIELD, 'BRANCH_HEAD'] },
  proposeRestructuring: { roles: FIELD },
  rescheduleLoan: { roles: DECIDES },
  reconditionLoan: { roles: DECIDES },
  grantMoratorium: { roles: DECIDES },
  declareProblemLoan: { roles: DECIDES },
  proposeWriteOff: { roles: FIELD },
  approveWriteOff: { roles: DECIDES },
  rejectWriteOff: { roles: ['SECTION_HEAD', ...DECIDES] },
  writeOffLoan: { roles: DECIDES },
  proposeClaimCancellation: { roles: FIELD },
  cancelClaim: { roles: DECIDES },
  handOverReceivable: { roles: DECIDES },

  planVisit: { roles: FIELD },
  recordVisit: { roles: FIELD },
  recordContact: { roles: FIELD },
  recordCommitment: { roles: FIELD },
  receiveQuarterlyReport: { roles: FIELD },

  proposePolicy: { roles: FIELD },
  adoptPolicy: { roles: ['REGIONAL', 'HEAD_OFFICE'] },
  rejectPolicy: { roles: ['REGIONAL', 'HEAD_OFFICE'] },
  publishReport: { roles: ['AUDITOR'] },
} as const satisfies Readonly<Record<string, Rule>>;

export type CommandName = keyof typeof MAY;
export const COMMANDS = Object.keys(MAY) as readonly CommandName[];

export const rolesFor = (command: CommandName, beforeJejak = false): readonly Role[] => {
  const rule: Rule = MAY[command];
  return [...new Set([...rule.roles, ...(beforeJejak ? (rule.beforeJejak ?? []) : [])])];
};

/** Nothing where the role may; otherwise FORBIDDEN with the role and the roles it would take. */
export const mayExecute = (
  role: Role,
  command: CommandName,
  { beforeJejak = false }: { readonly beforeJejak?: boolean } = {},
): Refusal | undefined => {
  const needs = rolesFor(command, beforeJejak);
  return needs.includes(role) ? undefined : refuse('FORBIDDEN', { role, command, needs });
};

/** An administrator manages users and keys; names and addresses are none of his business. */
export const maySeePersonalData = (role: Role): boolean => role !== 'ADMIN';
