import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { foldStream, type Handled } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { elapsed } from '../../src/house/clock.js';
import type { HouseCommand } from '../../src/house/command.js';
import { START } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { EmbeddedKeyStore } from '../../src/keys/embedded.js';
import * as books from '../../src/lending/books/books.commands.js';
import * as lending from '../../src/lending/loan.commands.js';
import { loanDecider, loanStream, type LoanState } from '../../src/lending/loan.js';
import * as mitra from '../../src/mitra/mitra.commands.js';
import * as monitoring from '../../src/monitoring/monitoring.commands.js';
import * as policy from '../../src/policy/policy.commands.js';

export const NOON = '2025-10-31T05:00:00.000Z' as Instant;

type Handler = { execute(command: HouseCommand<object>): Promise<Handled> };

const handlersOf = (ledger: Ledger): ReadonlyMap<unknown, Handler> =>
  new Map<unknown, unknown>([
    [mitra.RegisterMitra, new mitra.RegisterMitraHandler(ledger)],
    [mitra.CorrectMitraData, new mitra.CorrectMitraDataHandler(ledger)],
    [mitra.ChangeMitraStatus, new mitra.ChangeMitraStatusHandler(ledger)],
    [lending.SignAgreement, new lending.SignAgreementHandler(ledger)],
    [lending.DisburseLoan, new lending.DisburseLoanHandler(ledger)],
    [lending.ReceivePayment, new lending.ReceivePaymentHandler(ledger)],
    [lending.ReversePayment, new lending.ReversePaymentHandler(ledger)],
    [books.TakeOverOpeningBalance, new books.TakeOverOpeningBalanceHandler(ledger)],
    [books.ReceiveUnidentified, new books.ReceiveUnidentifiedHandler(ledger)],
    [books.IdentifyPayment, new books.IdentifyPaymentHandler(ledger)],
    [books.ReturnOverpayment, new books.ReturnOverpaymentHandler(ledger)],
    [monitoring.RecordVisit, new monitoring.RecordVisitHandler(ledger)],
    [monitoring.RecordContact, new monitoring.RecordContactHandler(ledger)],
  ]) as ReadonlyMap<unknown, Handler>;

interface Furnishing {
  readonly clock?: () => Instant;
  /** The log carries its own stamps, as the demo's does. */
  readonly demo?: boolean;
}

/** Real stores in a directory of their own, real handlers, and no framework. */
export const openSmallHouse = async ({ clock = () => NOON, demo = false }: Furnishing = {}) => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-'));
  const store = EmbeddedEventStore.open({ file: join(directory, 'jejak.db'), clock });
  let keysMade = 0;
  const keys = EmbeddedKeyStore.open({
    file: join(directory, 'keys.db'),
    master: Buffer.alloc(32, 7),
    // The same keys in the same order, so that two houses can be compared hash for hash.
    makeKey: () => hash('sha256', `key ${(keysMade += 1)}`, 'buffer'),
    elapsed,
  });
  const ledger: Ledger = { store, keys, clock, stampsStandIn: demo };
  await policy.adoptBuiltInPolicies(ledger, demo ? 'demo' : 'job');
  const handlers = handlersOf(ledger);
  return {
    ledger,
    execute: async (command: HouseCommand<object>): Promise<Handled> => {
      const handler = handlers.get(command.constructor);
      if (!handler) throw new Error(`nobody handles ${command.constructor.name}`);
      return handler.execute(command);
    },
    loan: (number: string): Promise<LoanState> =>
      foldStream(ledger, loanStream(number), loanDecider),
    close: async (): Promise<void> => {
      await store.close();
      await keys.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

export type SmallHouse = Awaited<ReturnType<typeof openSmallHouse>>;

/** The whole log, in order. */
export const logOf = async ({ ledger }: SmallHouse): Promise<readonly StoredEvent[]> =>
  ledger.store.readAll(START, 1_000_000);
