import { v5 as uuidv5 } from 'uuid';
import type { Dice } from '../../src/demo/random.js';
import type { Handled } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import type { HouseCommand, Sender } from '../../src/house/command.js';
import type { Role } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import * as lending from '../../src/lending/loan.commands.js';
import type { ReversalKind } from '../../src/lending/loan.events.js';
import * as mitra from '../../src/mitra/mitra.commands.js';

/** What a command does where it is accepted, in the plainest terms. */
export type Effect =
  | { readonly kind: 'register'; readonly mitra: string; readonly identity: string }
  | { readonly kind: 'correct'; readonly mitra: string; readonly identity: string }
  | { readonly kind: 'sign'; readonly loan: string; readonly mitra: string }
  | { readonly kind: 'disburse'; readonly loan: string; readonly amount: number }
  | {
      readonly kind: 'pay';
      readonly loan: string;
      readonly receipt: string;
      readonly amount: number;
      readonly on: string;
    }
  | {
      readonly kind: 'reverse';
      readonly loan: string;
      readonly receipt: string;
      readonly as: ReversalKind;
    };

/** A command that somebody wants done: sent once or many times, always the same. */
export interface Wish {
  readonly name: string;
  readonly commandId: string;
  readonly effect: Effect;
}

const IDS = '5b9c1f2e-0d64-5f0b-a1f5-7f2f0e1b7c55';
export const PRINCIPAL = 1_200_000;
const DAY = '2003-01-02';
const BACK = '2005-01-10';

export const wish = (name: string, effect: Effect): Wish => ({
  ...{ name, effect },
  commandId: uuidv5(name, IDS),
});

export const streamOf = ({ effect }: Wish): string =>
  'loan' in effect ? `loan-${effect.loan}` : `mitra-${effect.mitra}`;

const agreement = (loan: string, code: string) => ({
  ...{ loan, mitra: code, agreedOn: localDate(DAY), principal: rupiah(PRINCIPAL) },
  ...{ method: 'AGREED', frequency: 'MONTHLY', instalments: 12, interestTotal: rupiah(144_000) },
  ...{ beforeJejak: true, evidence: 'SPHU 14/2003' },
});

/** Who may send each, whichever way it comes. */
export const ROLES = {
  ...{ register: 'OFFICER', correct: 'OFFICER', sign: 'OFFICER' },
  ...{ disburse: 'FINANCE_OFFICER', pay: 'FINANCE_OFFICER', reverse: 'FINANCE_OFFICER' },
} as const satisfies Record<Effect['kind'], Role>;

/** What somebody types in. */
export const inputOf = (effect: Effect) => {
  switch (effect.kind) {
    case 'register': {
      const { mitra: code, identity: identityNumber } = effect;
      return { code, name: `Siti ${code}`, identityNumber, effectiveOn: localDate(DAY) };
    }
    case 'correct':
      return { mitra: effect.mitra, kind: 'ERROR', field: 'identityNumber', to: effect.identity };
    case 'sign':
      return agreement(effect.loan, effect.mitra);
    case 'disburse': {
      const { loan, amount } = effect;
      return { loan, amount: rupiah(amount), reference: 'TRF', effectiveOn: localDate(DAY) };
    }
    case 'pay': {
      const { loan, receipt, amount, on } = effect;
      return { loan, receipt, amount: rupiah(amount), effectiveOn: localDate(on) };
    }
    case 'reverse': {
      const { loan, receipt, as: kind } = effect;
      // Else it is of today, which is another day for a process whose clock is wrong.
      return { loan, receipt, kind, ...(kind === 'RETURNED' && { effectiveOn: localDate(BACK) }) };
    }
  }
};

type Execute = (ledger: Ledger, input: object, by: Sender) => Promise<Handled>;
const handled =
  <I extends object, C extends HouseCommand<I>>(
    Handler: new (ledger: Ledger) => { execute(command: C): Promise<Handled> },
    Command: new (input: I, by: Sender) => C,
  ): Execute =>
  (ledger, input, by) =>
    new Handler(ledger).execute(new Command(input as I, by));

const HANDLERS: Readonly<Record<Effect['kind'], Execute>> = {
  register: handled(mitra.RegisterMitraHandler, mitra.RegisterMitra),
  correct: handled(mitra.CorrectMitraDataHandler, mitra.CorrectMitraData),
  sign: handled(lending.SignAgreementHandler, lending.SignAgreement),
  disburse: handled(lending.DisburseLoanHandler, lending.DisburseLoan),
  pay: handled(lending.ReceivePaymentHandler, lending.ReceivePayment),
  reverse: handled(lending.ReversePaymentHandler, lending.ReversePayment),
};

/** Through the very handlers that the bus calls. */
export const execute = (ledger: Ledger, { commandId, effect }: Wish): Promise<Handled> => {
  const { kind } = effect;
  const by: Sender = { commandId, actor: { id: 'budi', role: ROLES[kind] }, source: 'api' };
  return HANDLERS[kind](ledger, inputOf(effect), by);
};

/** So few that people meet: the same number, the same receipt, the same loan. */
const identity = (number: number): string => `31740${String(number).padStart(11, '0')}`;
const AMOUNTS = [112_000, 112_001, 50_000] as const;
const DAYS = ['2003-02-02', '2003-03-02', '2003-02-28', '2003-06-10'] as const;

/** A mitra and a loan, paid out: the client's own, to begin with. */
export const beginning = (client: number, draw: Dice): readonly Wish[] => {
  const [code, loan] = [`M-${client}`, `L-${client}`];
  return [
    wish(`register ${code}`, { kind: 'register', mitra: code, identity: identity(draw.below(4)) }),
    wish(`sign ${loan}`, { kind: 'sign', loan, mitra: code }),
    wish(`disburse ${loan}`, { kind: 'disburse', loan, amount: PRINCIPAL }),
  ];
};

/** Anything, on a loan or a mitra of anybody. */
export const anyWish = (name: string, clients: number, draw: Dice): Wish => {
  const [loan, receipt] = [`L-${draw.below(clients)}`, `R-${draw.below(5)}`];
  const code = draw.chance(50) ? `M-${draw.below(clients)}` : `M-${name}`;
  const lot = draw.below(100);
  if (lot < 60) {
    const money = { amount: draw.pick(AMOUNTS), on: draw.pick(DAYS) };
    return wish(name, { kind: 'pay', loan, receipt, ...money });
  }
  if (lot < 80) {
    const as = draw.chance(70) ? 'ERROR' : 'RETURNED';
    return wish(name, { kind: 'reverse', loan, receipt, as });
  }
  const kind = lot < 92 ? 'register' : 'correct';
  return wish(name, { kind, mitra: code, identity: identity(draw.below(6)) });
};
