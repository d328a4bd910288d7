import { decodeSealed } from '../event-store/codec.js';
import { foldStream } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { StoreUnavailable, type StoredEvent } from '../event-store/port.js';
import { categoryOf } from '../events.js';
import { loanStream } from '../lending/loan.js';
import {
  identificationsIn,
  type Identification,
} from '../lending/books/suspense-return.commands.js';
import {
  type Suspense,
  suspenseBalance,
  suspenseDecider,
  suspenseStream,
} from '../lending/books/suspense.js';
import { type Finding, inWords } from './fsck-log.js';

type Log = Pick<Ledger, 'store' | 'keys'>;

/** What stands on the loans out of suspense, by the stream of the loan. */
type Standing = ReadonlyMap<string, readonly Identification[]>;
/** The accounts that can be folded, by stream; null for one that cannot. */
type Accounts = ReadonlyMap<string, Suspense | null>;

const unequal = (where: string, expected: string, found: string): Finding[] =>
  expected === found ? [] : [{ invariant: 'I5', where, expected, found }];

const numberOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** Came, and went to loans for good, by the events and not by the receipts folded from them. */
const movedIn = (history: readonly StoredEvent[]): { came: number; went: number } => {
  let [came, went] = [0, 0];
  for (const event of history.map(decodeSealed)) {
    if (event.type === 'ReceiptUnidentified') came += event.data.amount;
    if (event.type === 'ReceiptIdentified') went += event.data.amount;
    if (event.type === 'IdentificationReversed') went -= event.data.amount;
  }
  return { came, went };
};

/** Of one account: what came is unidentified or a loan's, and what is a loan's stands there. */
const checkAccount = (
  stream: string,
  history: readonly StoredEvent[],
  account: Suspense,
  standing: Standing,
): Finding[] => {
  const { came, went } = movedIn(history);
  const here = suspenseBalance(account);
  const findings = unequal(`${stream}: received`, String(came), String(here + went));
  for (const { receipt, amount, identifiedAs } of account.values()) {
    if (identifiedAs === undefined) continue;
    const isThere = (standing.get(loanStream(identifiedAs)) ?? []).some(
      (one) =>
        suspenseStream(one.suspense) === stream && one.receipt === receipt && one.amount === amount,
    );
    const expected = `${amount} on loan ${identifiedAs}`;
    const found = isThere ? expected : 'nothing';
    findings.push(...unequal(`${stream}: receipt ${receipt}`, expected, found));
  }
  return findings;
};

/** Of one loan: what it has out of suspense, suspense knows as this loan's. */
const checkLoan = (
  stream: string,
  ones: readonly Identification[],
  accounts: Accounts,
): Finding[] => {
  const number = numberOf(stream);
  return ones.flatMap(({ suspense, receipt, amount }) => {
    const account = accounts.get(suspenseStream(suspense));
    if (account === null) return [];
    const kept = account?.get(receipt);
    const as = kept?.identifiedAs;
    const found = as === undefined ? 'not identified' : `${kept?.amount} identified as loan ${as}`;
    const where = `${stream}: receipt ${receipt} out of ${suspenseStream(suspense)}`;
    return unequal(where, `${amount} identified as loan ${number}`, found);
  });
};

/** Read only: what of it cannot be read or folded is a finding of the loans' own check. */
const standingOn = async ({ store }: Log, stream: string): Promise<readonly Identification[]> => {
  try {
    return identificationsIn(await store.readStream(stream)).filter(({ inError }) => !inError);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return [];
  }
};

const accountOf = async (log: Log, stream: string): Promise<Suspense | Finding> => {
  try {
    return await foldStream(log, stream, suspenseDecider);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    const expected = 'an account that can be folded';
    return { invariant: 'I5', where: stream, expected, found: inWords(error) };
  }
};

/** Every suspense account and every loan, held against each other. */
export const checkSuspense = async (
  log: Log,
  streams: readonly string[],
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const standing = new Map<string, readonly Identification[]>();
  const accounts = new Map<string, Suspense | null>();
  for (const stream of streams.filter((one) => categoryOf(one) === 'loan')) {
    const ones = await standingOn(log, stream);
    if (ones.length > 0) standing.set(stream, ones);
  }
  for (const stream of streams.filter((one) => categoryOf(one) === 'suspense')) {
    const account = await accountOf(log, stream);
    accounts.set(stream, 'invariant' in account ? null : account);
    if ('invariant' in account) findings.push(account);
    else {
      const history = await log.store.readStream(stream);
      findings.push(...checkAccount(stream, history, account, standing));
    }
  }
  for (const [stream, ones] of standing) findings.push(...checkLoan(stream, ones, accounts));
  return findings;
};
