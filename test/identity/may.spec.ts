import { COMMANDS, mayExecute, rolesFor } from '../../src/identity/may.js';
import { ROLES } from '../../src/kernel/envelope.js';

const FIELD = ['OFFICER', 'SECTION_HEAD'];
const FINANCE = ['FINANCE_OFFICER', 'FINANCE_HEAD'];

describe('who may send a command', () => {
  for (const [command, who] of [
    ['registerMitra', FIELD],
    ['correctMitraData', FIELD],
    ['changeMitraStatus', FIELD],
    ['recordVisit', FIELD],
    ['recordContact', FIELD],
    ['recordCommitment', FIELD],
    ['takeOverOpeningBalance', FIELD],
    ['proposePolicy', FIELD],
    ['recommendLoan', ['SECTION_HEAD', 'BRANCH_HEAD']],
    ['approveLoan', ['BRANCH_HEAD', 'REGIONAL', 'HEAD_OFFICE']],
    ['signAgreement', ['BRANCH_HEAD']],
    ['disburseLoan', FINANCE],
    ['receivePayment', [...FIELD, ...FINANCE]],
    ['reversePayment', FINANCE],
    ['waiveLateFee', ['FINANCE_HEAD']],
    ['closeDay', FINANCE],
    ['adoptPolicy', ['REGIONAL', 'HEAD_OFFICE']],
    ['rejectPolicy', ['REGIONAL', 'HEAD_OFFICE']],
    ['publishReport', ['AUDITOR']],
  ] as const)
    it(`${command}: ${who.join(', ')} and nobody else`, () => {
      const may = ROLES.filter((role) => mayExecute(role, command) === undefined);
      expect(may.toSorted()).toEqual([...who].toSorted());
    });

  for (const [command, who] of [
    ['signAgreement', ['BRANCH_HEAD', ...FIELD]],
    ['disburseLoan', [...FIELD, ...FINANCE]],
    ['reversePayment', FINANCE],
  ] as const)
    it(`${command} of a loan agreed before this system: ${who.join(', ')}`, () => {
      const may = ROLES.filter((role) => !mayExecute(role, command, { beforeJejak: true }));
      expect(may.toSorted()).toEqual([...who].toSorted());
    });

  it('an administrator decides nothing about money, and nothing else here', () => {
    expect(COMMANDS.filter((command) => !mayExecute('ADMIN', command))).toEqual([]);
  });

  it('an auditor writes nothing but a report', () => {
    expect(COMMANDS.filter((command) => !mayExecute('AUDITOR', command))).toEqual([
      'publishReport',
    ]);
  });

  it('is told the role that asked and the roles it would take', () => {
    expect(mayExecute('OFFICER', 'disburseLoan')).toEqual({
      refusal: 'FORBIDDEN',
      details: { role: 'OFFICER', command: 'disburseLoan', needs: FINANCE },
    });
    expect(rolesFor('signAgreement', true)).toEqual(['BRANCH_HEAD', ...FIELD]);
  });
});
