import type { JejakEvent } from '../src/events.js';
import { unreachable } from '../src/kernel/decider.js';
import type { Allocation } from '../src/lending/loan.events.js';

/** A field that an event changed. Null: there was, or is, nothing; or it is not to be seen. */
export interface Change {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Value = string | number | boolean | null | undefined;

const text = (value: Value): string | null =>
  value === undefined || value === null ? null : String(value);

const change = (field: string, before: Value, after: Value): Change => ({
  field,
  before: text(before),
  after: text(after),
});

const fromNothing = (values: Readonly<Record<string, Value>>): Change[] =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => change(field, null, value));

const registered = (event: Extract<JejakEvent, { type: 'MitraRegistered' }>): Change[] => {
  const { reason: _, ...identity } = event.personal ?? { reason: undefined };
  return fromNothing({ ...event.data, ...identity });
};

const PARTS = ['interest', 'principal', 'credit'] as const;

/** Each part of the payment, then each instalment's: money may move between instalments alone. */
const moved = (receipt: string, from: Allocation, to: Allocation): Change[] => {
  const changes = PARTS.map((part) => change(`${receipt}.${part}`, from[part], to[part]));
  const numbers = new Set([...from.instalments, ...to.instalments].map(({ no }) => no));
  for (const no of [...numbers].toSorted((a, b) => a - b)) {
    const [before, after] = [from, to].map(({ instalments }) =>
      instalments.find((instalment) => instalment.no === no),
    );
    for (const part of ['interest', 'principal'] as const) {
      const field = `${receipt}.instalment ${no}.${part}`;
      changes.push(change(field, before?.[part] ?? 0, after?.[part] ?? 0));
    }
  }
  return changes.filter(({ before, after }) => before !== after);
};

const reallocated = (event: Extract<JejakEvent, { type: 'PaymentsReallocated' }>): Change[] =>
  event.data.payments.flatMap(({ receipt, from, to }) => moved(receipt, from, to));

/**
 * Before and after of each field that an event changed, out of the event alone. What is personal
 * shows only where the event was given with its personal part: at a query, to who may see it.
 */
export const changesOf = (event: JejakEvent): readonly Change[] => {
  switch (event.type) {
    case 'MitraRegistered':
      return registered(event);
    case 'MitraDataCorrected': {
      const { field, from, to } = event.data;
      return [change(field, from ?? event.personal?.from, to ?? event.personal?.to)];
    }
    case 'MitraStatusChanged':
      return [change('status', event.data.from, event.data.to)];
    case 'AgreementSigned': {
      const { terms, programme, cohort, unit } = event.data;
      return fromNothing({ programme, cohort, unit, ...terms });
    }
    case 'LoanDisbursed':
      return fromNothing({ disbursement: event.data.amount });
    case 'PaymentReceived':
      return fromNothing({ payment: event.data.amount });
    case 'PaymentReversed':
      return [change('payment', event.data.amount, null)];
    case 'PaymentsReallocated':
      return reallocated(event);
    case 'LoanSettled':
      return [change('status', 'ACTIVE', 'SETTLED')];
    case 'LoanReopened':
      return [change('status', 'SETTLED', 'ACTIVE')];
    case 'PolicyAdopted':
      return fromNothing({ validFrom: event.data.validFrom, validTo: event.data.validTo });
    case 'VisitRecorded':
    case 'ContactMade':
    case 'PolicyProposed':
    case 'CommandAbandoned':
    case 'Claimed':
    case 'Released':
      return [];
    default:
      return unreachable(event);
  }
};
