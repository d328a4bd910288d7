import type { Dice } from './dice.js';
import { daysAfter } from './naive-calendar.js';
import type { Input } from './naive-list.js';

export const MITRA = ['M-1', 'M-2', 'M-3', 'M-4', 'M-5'] as const;
export const REGIONS = ['Bali', 'Jawa Barat', 'Papua'] as const;
export const UNITS = ['BDG', 'JKT'] as const;
export const PROGRAMMES = ['JAMSOSTEK', 'UJI'] as const;
export const COHORTS = ['2002', '2005'] as const;
const SECTORS = ['TRADE', 'FISHERIES', 'SERVICES'] as const;
const FORMS = ['PERSON', 'COOPERATIVE', 'COMPANY', 'UNINCORPORATED'] as const;

/** What the maker of a history remembers of a loan; the service alone says what holds. */
export interface Remembered {
  readonly number: string;
  readonly agreedOn: string;
  readonly principal: number;
  readonly instalments: number;
  readonly every: number;
  readonly programme: string | undefined;
  readonly paidOut: string[];
  readonly payments: { readonly receipt: string; readonly on: string }[];
  /** Instalments with a late fee, as far as one was charged by hand. */
  readonly fees: number[];
}

/** Where a history has come to. */
export interface Stage {
  readonly dice: Dice;
  readonly today: string;
  /** Of this history, rising: for names that nobody has. */
  readonly no: number;
  readonly registered: Map<string, string>;
  readonly changes: { readonly mitra: string; readonly field: string; readonly on: string }[];
  readonly loans: Remembered[];
}
export interface Wish {
  readonly command: string;
  readonly input: Input;
  readonly done?: () => void;
}
type Wishing = (stage: Stage) => Wish | null;

const maybe = ({ chance }: Dice, percent: number, input: Input): Input =>
  chance(percent) ? input : {};

export const register: Wishing = ({ dice, today, no, registered }) => {
  const code = MITRA.find((one) => !registered.has(one));
  if (!code) return null;
  const effectiveOn = dice.day('2001-06-01', daysAfter('2001-12-31', 30));
  const input = {
    ...{ code, name: `Toko ${no}`, effectiveOn: effectiveOn < today ? effectiveOn : today },
    ...maybe(dice, 70, { region: dice.pick(REGIONS) }),
    ...maybe(dice, 70, { sector: dice.pick(SECTORS) }),
    ...maybe(dice, 50, { unit: dice.pick(UNITS), phone: `0812${no}` }),
    ...maybe(dice, 50, { legalForm: dice.pick(FORMS), address: `Jalan ${no}` }),
  };
  return { command: 'registerMitra', input, done: () => registered.set(code, effectiveOn) };
};

const VALUES: Readonly<Record<string, (stage: Stage) => string>> = {
  NAME: ({ no }) => `Warung ${no}`,
  ADDRESS: ({ no }) => `Gang ${no}`,
  PHONE: ({ no }) => `0813${no}`,
  REGION: ({ dice }) => dice.pick(REGIONS),
  SECTOR: ({ dice }) => dice.pick(SECTORS),
  UNIT: ({ dice }) => dice.pick(UNITS),
  LEGAL_FORM: ({ dice }) => dice.pick(FORMS),
};

/** An error put right (at registration, or in a change), or a change on a day of its own. */
export const correct: Wishing = (stage) => {
  const { dice, today, registered, changes } = stage;
  const mitra = dice.pick([...registered.keys()]);
  const kind = dice.pick(['ERROR', 'CHANGE', 'CHANGE']);
  const earlier = changes.filter((change) => change.mitra === mitra);
  const old = kind === 'ERROR' && dice.chance(50) ? earlier[dice.below(earlier.length)] : undefined;
  const field = old?.field ?? dice.pick(Object.keys(VALUES));
  const to = VALUES[field]?.(stage);
  const on = old?.on ?? dice.day(registered.get(mitra) ?? today, today);
  const dated = kind === 'CHANGE' || old;
  const keeps = field === 'NAME' || dice.chance(85);
  return {
    command: 'correctMitraData',
    input: { mitra, kind, field, ...(keeps && { to }), ...(dated && { effectiveOn: on }) },
    done: () => {
      if (kind === 'CHANGE') changes.push({ mitra, field, on });
    },
  };
};

export const changeStatus: Wishing = ({ dice, today, registered }) => {
  const mitra = dice.pick([...registered.keys()]);
  const status = dice.pick(['ACTIVE', 'MOVED', 'NOT_FOUND', 'BUSINESS_CLOSED']);
  const effectiveOn = dice.day(registered.get(mitra) ?? today, today);
  return { command: 'changeMitraStatus', input: { mitra, status, effectiveOn } };
};

export const visit: Wishing = ({ dice, today, no, registered }) => {
  const mitra = dice.pick([...registered.keys()]);
  const input = {
    ...{ mitra, outcome: dice.pick(['FOUND', 'NOT_FOUND', 'FOLLOW_UP']) },
    effectiveOn: dice.day(registered.get(mitra) ?? today, today),
    finding: dice.pick(['MOVED', 'WILLING_TO_PAY', 'DIED']),
    ...maybe(dice, 50, { notes: `sheet ${no}` }),
  };
  return { command: 'recordVisit', input };
};

const EVERY = { MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6 } as const;
const METHODS = ['DECLINING', 'ANNUITY', 'FLAT', 'ANNUAL_REST', 'AGREED'] as const;

const wording = (dice: Dice, today: string) => {
  const frequency = dice.pick(['MONTHLY', 'QUARTERLY', 'HALF_YEARLY'] as const);
  const every = EVERY[frequency];
  const months = dice.pick([6, 12, 18, 24, 36]);
  const principal = dice.pick([1_000_000, 7_777_777, 12_000_000, 25_000_001, 999]);
  const method = dice.pick(METHODS);
  const agreedOn = dice.day(daysAfter(today, -dice.pick([0, 40, 400])), today);
  const first = dice.below(3);
  const terms = {
    ...{ frequency, principal, method, agreedOn, instalments: Math.max(1, months / every) },
    ...(method !== 'AGREED' && { rate: dice.pick(['0.03', '0.06', '0.085', '0']) }),
    ...(method === 'AGREED' && { interestTotal: dice.below(principal / 4) }),
    ...(method !== 'AGREED' && maybe(dice, 15, { interestTotal: dice.below(principal / 8) })),
    ...(first === 1 && { graceMonths: dice.below(4) }),
    ...(first === 2 && { firstDueOn: daysAfter(agreedOn, 10 + dice.below(90)) }),
  };
  return { terms, every };
};

export const sign: Wishing = ({ dice, today, no, registered, loans }) => {
  const number = `L-${String(no).padStart(3, '0')}`;
  const { terms, every } = wording(dice, today);
  const { principal, instalments, agreedOn } = terms;
  const programme = dice.chance(70) ? dice.pick(PROGRAMMES) : undefined;
  const input = {
    ...{ loan: number, mitra: dice.pick([...registered.keys()]), ...terms },
    ...(programme !== undefined && { programme }),
    ...maybe(dice, 60, { cohort: dice.pick(COHORTS) }),
    ...maybe(dice, 80, { unit: dice.pick(UNITS) }),
    ...{ beforeJejak: true, evidence: `PKS ${no}` },
  };
  const lists = { paidOut: [], payments: [], fees: [] };
  const done = () =>
    void loans.push({ number, agreedOn, principal, instalments, every, programme, ...lists });
  return { command: 'signAgreement', input, done };
};

/** Whole, or a part; mostly soon after the agreement. */
export const disburse: Wishing = ({ dice, today, no, loans }) => {
  const waiting = loans.filter(({ paidOut }) => paidOut.length === 0);
  const loan = dice.pick(dice.chance(70) && waiting.length > 0 ? waiting : loans);
  if (!loan) return null;
  const share = dice.pick([1, 1, 1, 2, 3, 7]);
  const latest = daysAfter(loan.agreedOn, 25);
  const on = dice.day(loan.agreedOn, latest < today ? latest : today);
  const amount = Math.ceil(loan.principal / share);
  const input = { loan: loan.number, reference: `T-${no}`, amount, effectiveOn: on };
  return { command: 'disburseLoan', input, done: () => void loan.paidOut.push(on) };
};
