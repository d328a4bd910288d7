import { type Instant } from '../kernel/local-date.js';
import { Clerk, type Step } from './clerk.js';
import { jamsostekSteps } from './jamsostek-steps.js';
import { jasindo } from './jasindo.js';
import { loanSteps, type Unrecorded } from './loan-steps.js';
import { changeStatus, registerMitra } from './mitra-steps.js';
import { byMitra, type DemoVisit } from './monitoring-plan.js';
import { enterContact, enterVisit } from './monitoring-steps.js';
import { dice } from './random.js';
import type { RepaidLoan } from './returns.js';

/** When the demo's first store is opened, and its rules adopted: before any command. */
export const DEMO_BEGINS = '1992-01-02T02:00:00.000Z' as Instant;
export const DEMO_SEED = 657;

/** The loan, and which of its payments, that a receipt shown at a visit is about. */
const receiptShown = (own: readonly RepaidLoan[]) => {
  const loan = own.find(({ fate, payments }) => fate === 'PART' && payments.length >= 3);
  return loan && { loan: loan.number, index: Math.floor(loan.payments.length / 2) };
};

const enterMitra = (
  clerk: Clerk,
  own: readonly RepaidLoan[],
  visits: readonly DemoVisit[],
): Instant | undefined => {
  const [first] = own;
  if (!first) return undefined;
  const registeredAt = registerMitra(clerk, first.mitra, first.request.agreedOn);
  let visitedAt = registeredAt;
  let shown: (Unrecorded & { readonly loan: string }) | undefined;
  for (const visit of visits) {
    visitedAt = enterVisit(clerk, visit, visitedAt);
    if (!visit.last) continue;
    changeStatus(clerk, first.mitra, visit, visitedAt);
    const receipt = visit.finding === 'PAID_NOT_RECORDED' ? receiptShown(own) : undefined;
    if (receipt) shown = { ...receipt, foundAt: visitedAt };
  }
  for (const loan of own)
    loanSteps(clerk, loan, registeredAt, shown?.loan === loan.number ? shown : undefined);
  return visitedAt;
};

/**
 * Every command of the demo in the order in which it is entered: the same list for one seed and
 * one table, to the last id.
 * @param jamsostek the real table, as its file holds it
 */
export const demoScenario = (jamsostek: Uint8Array, seed = DEMO_SEED): readonly Step[] => {
  const clerk = new Clerk(dice(seed), seed);
  jamsostekSteps(clerk, jamsostek);
  const { loans, visits, contacts } = jasindo(clerk.dice);
  const lastSeenAt = new Map<string, Instant>();
  for (const [mitra, own] of byMitra(loans)) {
    const at = enterMitra(
      clerk,
      own,
      visits.filter((visit) => visit.mitra === mitra),
    );
    if (at !== undefined) lastSeenAt.set(mitra.code, at);
  }
  for (const contact of contacts)
    enterContact(clerk, contact, lastSeenAt.get(contact.mitra.code) ?? DEMO_BEGINS);
  return clerk.steps.toSorted((a, b) => Date.parse(a.recordedAt) - Date.parse(b.recordedAt));
};

/** A log that holds this command holds the whole demo. */
export const lastCommandId = (scenario: readonly Step[]): string => {
  const last = scenario.at(-1);
  if (!last) throw new Error('an empty scenario');
  return last.command.sender.commandId;
};
