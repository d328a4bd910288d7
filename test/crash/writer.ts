import 'reflect-metadata';
import { v5 as uuidv5 } from 'uuid';
import { readConfig } from '../../src/config.js';
import type { Handled } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import type { Sender } from '../../src/house/command.js';
import { systemClock } from '../../src/house/clock.js';
import { openHouse } from '../../src/house/house.js';
import { loggerTo } from '../../src/house/logger.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import * as lending from '../../src/lending/loan.commands.js';
import * as mitra from '../../src/mitra/mitra.commands.js';

/**
 * Writes as fast as it can until it is killed: some loops, each doing its commands in order, and
 * saying of each that it was acknowledged. Arguments: the step at which each loop begins; those
 * that were done before are sent again, and must answer as they did.
 */
const IDS = '6d0a2c4e-8b1f-5e3a-9c7d-2f4b6a8c0e1d';
const SHARED = 'L-SHARED';
const DAY = localDate('2003-01-02');

const signAndPayOut = (ledger: Ledger, loan: string, code: string) => {
  const terms = { agreedOn: DAY, principal: rupiah(1_200_000), interestTotal: rupiah(144_000) };
  const method = { method: 'AGREED', frequency: 'MONTHLY', instalments: 12 } as const;
  const before = { beforeJejak: true, evidence: 'SPHU 14/2003' };
  const agreement = { loan, mitra: code, ...terms, ...method, ...before };
  const payOut = { loan, amount: terms.principal, reference: 'TRF', effectiveOn: DAY };
  return [
    (by: Sender) =>
      new lending.SignAgreementHandler(ledger).execute(new lending.SignAgreement(agreement, by)),
    (by: Sender) =>
      new lending.DisburseLoanHandler(ledger).execute(new lending.DisburseLoan(payOut, by)),
  ] as const;
};

const pay = (ledger: Ledger, loan: string, receipt: string, on: string) => (by: Sender) =>
  new lending.ReceivePaymentHandler(ledger).execute(
    new lending.ReceivePayment(
      { loan, receipt, amount: rupiah(112_001), effectiveOn: localDate(on) },
      by,
    ),
  );

const register = (ledger: Ledger, code: string, digits: string) => (by: Sender) =>
  new mitra.RegisterMitraHandler(ledger).execute(
    new mitra.RegisterMitra(
      { code, name: `Siti ${code}`, effectiveOn: DAY, identityNumber: digits.padStart(16, '3') },
      by,
    ),
  );

/** The life of one loan: a late payment moves an earlier one, and a reversal moves both. */
const lifeOf = (ledger: Ledger, loop: number, round: number) => {
  const [code, loan] = [`M-${loop}-${round}`, `L-${loop}-${round}`];
  const [sign, payOut] = signAndPayOut(ledger, loan, code);
  const reversal = { loan, receipt: 'R-1', kind: 'ERROR' } as const;
  return [
    register(ledger, code, `${loop}${String(round).padStart(8, '0')}`),
    ...[sign, payOut],
    pay(ledger, loan, 'R-1', '2003-03-02'),
    pay(ledger, loan, 'R-2', '2003-02-02'),
    (by: Sender) =>
      new lending.ReversePaymentHandler(ledger).execute(new lending.ReversePayment(reversal, by)),
    pay(ledger, SHARED, `${loop}-${round}`, '2003-02-02'),
  ] as const;
};

const by = (name: string): Sender => ({
  ...{ commandId: uuidv5(name, IDS), actor: { id: 'budi', role: 'OFFICER' }, source: 'api' },
});

const expectDone = (handled: Handled, what: string): { readonly position: string } => {
  if ('outcome' in handled && handled.outcome === 'done') return handled;
  throw new Error(`${what}: ${JSON.stringify(handled)}`);
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const loopFrom = async (ledger: Ledger, loop: number, begin: number): Promise<never> => {
  for (let step = begin; ; step++) {
    const life = lifeOf(ledger, loop, Math.floor(step / 7));
    const sender = by(`loop ${loop} step ${step}`);
    const execute = life[step % 7];
    if (!execute) throw new Error('a life has seven steps');
    const { position } = expectDone(await execute(sender), `loop ${loop} step ${step}`);
    say(`${loop} ${step} ${sender.commandId} ${position}`);
  }
};

const house = await openHouse({
  config: readConfig(process.env),
  clock: systemClock,
  log: loggerTo('error', (line) => void process.stderr.write(line), systemClock),
});
house.readModels.start();
const { ledger } = house;
const [signShared, payOutShared] = signAndPayOut(ledger, SHARED, 'M-SHARED');
for (const [index, execute] of [
  register(ledger, 'M-SHARED', '9'),
  signShared,
  payOutShared,
].entries())
  expectDone(await execute(by(`shared ${index}`)), 'the shared loan');
await Promise.all(process.argv.slice(2).map((step, loop) => loopFrom(ledger, loop, Number(step))));
