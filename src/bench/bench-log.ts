import { sealAll } from '../event-store/sealing.js';
import type { Command, Ledger } from '../event-store/ledger.js';
import { NO_STREAM, type StoredEvent } from '../event-store/port.js';
import type { JejakFact } from '../events.js';
import { dice } from '../demo/random.js';
import { newId } from '../house/clock.js';
import { localDate } from '../kernel/local-date.js';
import { SYSTEM } from '../kernel/envelope.js';
import { loanLife } from './loan-lives.js';

const VARIANTS = 42;
const PAYMENTS = 7;
/** What one mitra and his loan take: registered, agreed, paid out, paid. */
const EVENTS_PER_LOAN = 3 + PAYMENTS;
const FEWEST_LOANS = 20;
const AT_ONCE = 64;

export const LONG_LOAN = 'LONG';
export const LONG_LOAN_EVENTS = 1_000;
export const SHORT_LOAN_EVENTS = 20;
const SHORT_LOANS = 40;
const OTHERS = LONG_LOAN_EVENTS + SHORT_LOANS * SHORT_LOAN_EVENTS;
/** So many of them that the commands of a bench leave each about as short as it was. */
export const shortLoan = (number: number): string => `SHORT-${number % SHORT_LOANS}`;

export const shortLoans = (): readonly string[] =>
  Array.from({ length: SHORT_LOANS }, (_, number) => shortLoan(number));

export const benchLoan = (number: number): string => `L-${String(number).padStart(6, '0')}`;
const benchMitra = (number: number): string => `M-${String(number).padStart(6, '0')}`;

const registered = (code: string, variant: number): JejakFact => ({
  type: 'MitraRegistered',
  effectiveOn: localDate('2020-06-01'),
  data: { code, sector: 'TRADE', unit: `U${variant % 7}`, region: `R${variant % 3}` },
  personal: { name: `Mitra ${code}` },
});

const renamed = (fact: JejakFact, loan: string, mitra: string): JejakFact =>
  fact.type === 'AgreementSigned' ? { ...fact, data: { ...fact.data, loan, mitra } } : fact;

const APPEND = 250;

/** A whole stream, its personal parts under one key for all. */
const write = async (
  { store, keys }: Ledger,
  streamId: string,
  facts: readonly JejakFact[],
  about: { readonly mitra: string; readonly loan?: string; readonly unit: string },
): Promise<void> => {
  const command: Command & { readonly digest: string } = {
    ...{ name: 'bench', commandId: newId(), input: {}, digest: 'bench' },
    ...{ actor: SYSTEM, source: 'job' },
  };
  let last: StoredEvent | undefined;
  for (let from = 0; from < facts.length; from += APPEND) {
    const some = facts.slice(from, from + APPEND);
    const subject = { ...about, key: 'bench' };
    const writing = { facts: some, command: { ...command, commandId: newId() } };
    const sealed = await sealAll(keys, subject, { ...writing, stream: { streamId, last } });
    const events = sealed.map((event) => ({ event }));
    await store.append(streamId, last?.revision ?? NO_STREAM, events);
    last = sealed.at(-1) as StoredEvent | undefined;
  }
};

/** Of a log with so many loans of ten events. */
export const eventsOf = (loans: number): number => loans * EVENTS_PER_LOAN + OTHERS;

/** So many loans make, with the long one and the short ones, about so many events. */
export const loansIn = (events: number): number => {
  return Math.max(FEWEST_LOANS, Math.ceil((events - OTHERS) / EVENTS_PER_LOAN));
};

/** To decide a thousand payments takes seconds: once for all logs of a run. */
let longLife: readonly JejakFact[] | undefined;

/** One loan of a thousand events and some of twenty, all of the first mitra. */
const writeLongAndShort = async (ledger: Ledger): Promise<void> => {
  const mitra = benchMitra(0);
  const one = async (loan: string, facts: readonly JejakFact[]): Promise<void> =>
    write(
      ledger,
      `loan-${loan}`,
      facts.map((fact) => renamed(fact, loan, mitra)),
      { mitra, loan, unit: 'U0' },
    );
  longLife ??= loanLife(1, LONG_LOAN_EVENTS - 2);
  await one(LONG_LOAN, longLife);
  const short = loanLife(1, SHORT_LOAN_EVENTS - 2);
  for (const loan of shortLoans()) await one(loan, short);
};

/**
 * Fills a log with so many loans of ten events each, one of a thousand and some of twenty. The
 * seed says which loan has which life.
 */
export const writeBenchLog = async (
  ledger: Ledger,
  { loans, seed }: { readonly loans: number; readonly seed: number },
  onProgress: (events: number) => void,
): Promise<void> => {
  const lot = dice(seed);
  const variants = Array.from({ length: loans }, () => lot.below(VARIANTS));
  const lives = Array.from({ length: VARIANTS }, (_, variant) => loanLife(variant, PAYMENTS));
  const one = async (number: number): Promise<void> => {
    const [loan, mitra] = [benchLoan(number), benchMitra(number)];
    const variant = variants[number] ?? 0;
    const about = { mitra, unit: `U${variant % 7}` };
    await write(ledger, `mitra-${mitra}`, [registered(mitra, variant)], about);
    const facts = (lives[variant] ?? []).map((fact) => renamed(fact, loan, mitra));
    await write(ledger, `loan-${loan}`, facts, { ...about, loan });
  };
  for (let from = 0; from < loans; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, loans - from) }, (_, at) => from + at);
    await Promise.all(some.map(one));
    onProgress(from * EVENTS_PER_LOAN);
  }
  await writeLongAndShort(ledger);
};
