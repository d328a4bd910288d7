import type { JejakFact } from '../../src/events.js';
import type { Decider, Outcome } from '../../src/kernel/decider.js';
import { type Actor, SYSTEM } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { loanDecider } from '../../src/lending/loan.js';
import { mitraDecider } from '../../src/mitra/mitra.js';
import { monitoringDecider, recordContact, recordVisit } from '../../src/monitoring/monitoring.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import {
  adoptBuiltIn,
  adoptPolicy,
  policyDecider,
  proposalDigest,
  proposePolicy,
} from '../../src/policy/policy.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { disbursed, paid, returned, reversed, signed } from '../lending/story.js';
import { change, document, error, heir, register, status } from '../mitra/story.js';
import { anEventOf } from './golden-events.js';
import { type Log, newLog } from './log.js';

/** What must never be read in clear but by those who may: each occurs somewhere in the log. */
export const SECRETS = [
  ...['Ade Putra Agung', 'Ade Putra', 'Siti Rahayu', 'Jl. Mawar', 'Jl. Melati', '0811-1', '0811-2'],
  ...['3174012345678901', 'PKS 12/2003, file 7', 'met the wife', 'cousin', '-6175392', '106827153'],
  ...['the bank telephoned Pak Ade', 'letter of the village head', 'KTP 3174-77', 'Nunung'],
  ...['3271014202720008', '0811-3', 'Jl. Kenanga', 'came with her son'],
  ...['a second kiosk for Siti'],
] as const;

export const HOUSE_RULE: PolicyTerms = {
  ...{ id: 'house-rule', kind: 'COLLECTABILITY', scope: 'JASINDO' },
  ...{ validFrom: localDate('2011-06-01'), legalBasis: 'Board decision 7/2010' },
  parameters: {
    ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' },
    bands: [{ class: 'CURRENT', upTo: 15 }, { class: 'LOSS' }],
  },
};
export const SITI: Actor = { id: 'siti', role: 'HEAD_OFFICE' };

/** For facts that no decider of this slice states. */
const stating = <F extends JejakFact>(): Decider<null, F> => ({
  initial: null,
  evolve: () => null,
});
const states = <F extends JejakFact>(fact: F) => ({ decide: (): Outcome<F> => [fact] });

const RESERVED = { streamId: 'reservation-identity-number-abc' };

const writePolicies = async ({ write }: ReturnType<typeof newLog>): Promise<void> => {
  const policies = { streamId: 'policy-collectability' };
  await write(policies, policyDecider, {
    decide: (state) => adoptBuiltIn(BUILT_IN_POLICIES, state),
    actor: SYSTEM,
  });
  await write(policies, policyDecider, {
    decide: (state, asked) => proposePolicy(HOUSE_RULE, state, asked),
  });
  const adopting = { kind: 'COLLECTABILITY', proposal: proposalDigest(HOUSE_RULE) } as const;
  await write(policies, policyDecider, {
    decide: (state, asked) => adoptPolicy(adopting, state, asked),
    actor: SITI,
  });
};

const writeMitra = async ({ write }: ReturnType<typeof newLog>): Promise<void> => {
  const claim = { kind: 'identity-number', stream: 'mitra-M-1' };
  const [effectiveOn, command] = [localDate('2003-01-15'), 'command-1'];
  const claimed = { type: 'Claimed', effectiveOn, data: { ...claim, command } } as const;
  await write(RESERVED, stating(), states(claimed));
  const one = { streamId: 'mitra-M-1', mitra: 'M-1', unit: 'JKT' };
  await write(one, mitraDecider, register(), 'letter of the village head');
  const two = { streamId: 'mitra-M-2', mitra: 'M-2', unit: 'BDG' };
  await write(two, mitraDecider, register({ code: 'M-2', name: 'Siti Rahayu', unit: 'BDG' }));
  const abandoned = { type: 'CommandAbandoned', effectiveOn, data: { command } } as const;
  await write({ streamId: 'mitra-M-3', mitra: 'M-3' }, stating(), states(abandoned));
  await write(one, mitraDecider, change('unit', 'SBY', '2006-01-01'));
  await write(one, mitraDecider, error('unit', 'BDG'));
  await write(one, mitraDecider, error('phone', '0811-2', '2004-01-01'));
  await write(one, mitraDecider, error('name', 'Ade Putra'));
  await write(two, mitraDecider, change('address', 'Jl. Melati 2', '2007-01-01'));
  await write(two, mitraDecider, change('region', undefined, '2008-01-01'));
  await write(one, mitraDecider, status('MOVED', '2008-01-01'));
  await write(one, mitraDecider, status('NOT_FOUND', '2005-01-01'));
  const released = { type: 'Released', effectiveOn, data: claim } as const;
  await write(RESERVED, stating(), states(released));
};

const writeMonitoring = async ({ write }: ReturnType<typeof newLog>): Promise<void> => {
  const about = { streamId: 'monitoring-M-1', mitra: 'M-1' };
  const registered = { registered: true };
  const visit = (on: string, outcome: 'FOUND' | 'FOLLOW_UP') =>
    write(about, monitoringDecider, {
      decide: (_, asked) =>
        recordVisit(
          {
            ...{ mitra: 'M-1', outcome, finding: 'MOVED', notes: 'met the wife' },
            ...{ evidence: [{ kind: 'PHOTO', sha256: 'ab'.repeat(32) }] },
            location: { latitude: -6_175_392, longitude: 106_827_153 },
            effectiveOn: localDate(on),
          },
          asked,
          registered,
        ),
    });
  const contact = { mitra: 'M-1', channel: 'WHATSAPP', reached: true, notes: 'cousin' } as const;
  await visit('2009-05-01', 'FOUND');
  await write(about, monitoringDecider, {
    decide: (_, asked) =>
      recordContact({ ...contact, effectiveOn: localDate('2009-06-01') }, asked, registered),
  });
  await visit('2008-05-01', 'FOLLOW_UP');
};

const writeLoans = async ({ write }: ReturnType<typeof newLog>): Promise<void> => {
  const one = { streamId: 'loan-L-1', loan: 'L-1', mitra: 'M-1', unit: 'JKT' };
  const two = { streamId: 'loan-L-2', loan: 'L-2', mitra: 'M-2', unit: 'BDG' };
  await write(one, loanDecider, signed(undefined, { programme: 'JASINDO', cohort: '2003' }));
  await write(one, loanDecider, disbursed('D1', 150));
  await write(two, loanDecider, signed(undefined, { loan: 'L-2', mitra: 'M-2' }));
  await write(one, loanDecider, disbursed('D2', 150, '2003-02-01'));
  await write(one, loanDecider, paid('R2', 110, '2003-03-20'));
  await write(two, loanDecider, disbursed('D3', 300));
  await write(one, loanDecider, paid('R3', 200, '2003-05-01'));
  await write(one, loanDecider, paid('R1', 20, '2003-02-10'));
  await write(one, loanDecider, reversed('R1'), 'the bank telephoned Pak Ade');
  await write(two, loanDecider, paid('R1', 110, '2003-02-15'));
  await write(two, loanDecider, returned('R1', '2003-03-01'));
};

const writePapers = async ({ write }: ReturnType<typeof newLog>): Promise<void> => {
  const two = { streamId: 'mitra-M-2', mitra: 'M-2', unit: 'BDG' };
  await write(two, mitraDecider, document({ mitra: 'M-2', number: 'KTP 3174-77' }));
  await write(two, mitraDecider, status('DECEASED', '2009-01-01'));
  await write(two, mitraDecider, heir({ mitra: 'M-2', name: 'Nunung' }), 'came with her son');
};

const writeApplication = async ({ write }: ReturnType<typeof newLog>): Promise<void> => {
  const three = { streamId: 'loan-L-3', loan: 'L-3', mitra: 'M-2', unit: 'BDG' };
  const { data } = anEventOf('LoanProposed', { loan: 'L-3', mitra: 'M-2', unit: 'BDG' });
  const effectiveOn = localDate('2008-02-01');
  const personal = { purpose: 'a second kiosk for Siti' };
  const proposed = { type: 'LoanProposed', effectiveOn, data, personal } as const;
  await write(three, stating(), states(proposed));
};

/** Facts of every room, on interleaved streams, decided and sealed as in the house. */
export const wholeLog = async (): Promise<Log> => {
  const log = newLog();
  await writePolicies(log);
  await writeMitra(log);
  await writeLoans(log);
  await writeMonitoring(log);
  await writePapers(log);
  await writeApplication(log);
  return log;
};
