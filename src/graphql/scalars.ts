import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import type { ValueNode } from 'graphql';
import { isPosition } from '../kernel/envelope.js';
import type { Position } from '../kernel/envelope.js';
import { instant, isInstant, isLocalDate } from '../kernel/local-date.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { isRate } from '../kernel/rate.js';
import type { Rate } from '../kernel/rate.js';
import { isRupiah } from '../kernel/rupiah.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { badScalar } from './errors.js';

interface Border<T> {
  readonly name: string;
  readonly description: string;
  /** What the client is told; never the value it sent. */
  readonly expected: string;
  /** Of a variable, or of a literal once it is plain; undefined where it is no such value. */
  readonly read: (value: unknown) => T | undefined;
  readonly literal: (node: ValueNode) => unknown;
}

/**
 * What comes in is checked and told about; what goes out and does not fit is a fault of ours and
 * ends as INTERNAL.
 */
const scalar = <T>({ name, description, expected, read, literal }: Border<T>) => {
  const parse = (value: unknown, node?: ValueNode): T => {
    const accepted = read(value);
    if (accepted === undefined) throw badScalar(`${name} must be ${expected}.`, node);
    return accepted;
  };
  return new GraphQLScalarType<T, T>({
    name,
    description,
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(literal(node), node),
    serialize: (value) => {
      const accepted = read(value);
      if (accepted === undefined) throw new TypeError(`a ${name} of ours is not ${expected}`);
      return accepted;
    },
  });
};

const text = (node: ValueNode): unknown => (node.kind === Kind.STRING ? node.value : undefined);
const whole = (node: ValueNode): unknown =>
  node.kind === Kind.INT ? Number(node.value) : undefined;

const HOUR_MINUTE = /(?:[01]\d|2[0-3]):[0-5]\d/.source;
const INSTANT_PARTS = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T(${HOUR_MINUTE}:[0-5]\\d)(?:\\.(\\d{1,9}))?(Z|[+-]${HOUR_MINUTE})$`,
  'i',
);

/** An RFC 3339 instant with any offset, in UTC and cut (not rounded) to the millisecond. */
export const readInstant = (value: unknown): Instant | undefined => {
  const match = typeof value === 'string' ? INSTANT_PARTS.exec(value) : null;
  const [, day, time, fraction = '', offset = ''] = match ?? [];
  if (!isLocalDate(day) || time === undefined) return undefined;
  const ms = Date.parse(
    `${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${offset.toUpperCase()}`,
  );
  const utc = Number.isNaN(ms) ? undefined : instant(ms);
  return isInstant(utc) ? utc : undefined;
};

export const RupiahScalar = scalar<Rupiah>({
  name: 'Rupiah',
  description: 'Whole rupiah, as a JSON integer between -(2^53-1) and 2^53-1. No fractions.',
  expected: 'a whole number of rupiah such as 1500000, without fraction or quotes',
  read: (value) => (isRupiah(value) ? value : undefined),
  literal: whole,
});

export const DateScalar = scalar<LocalDate>({
  name: 'Date',
  description: 'A calendar day in Asia/Jakarta, such as "2003-12-31".',
  expected: 'a day of the calendar such as "2003-12-31"',
  read: (value) => (isLocalDate(value) ? value : undefined),
  literal: text,
});

export const DateTimeScalar = scalar<Instant>({
  name: 'DateTime',
  description:
    'An instant, RFC 3339. Any offset is accepted; answers are UTC: "2024-01-15T09:30:00.000Z".',
  expected: 'an instant with its offset such as "2024-01-15T09:30:00Z"',
  read: readInstant,
  literal: text,
});

export const RateScalar = scalar<Rate>({
  name: 'Rate',
  description: 'A yearly rate as exact decimal text: "0.06" is six percent a year.',
  expected: 'a decimal a year as text, such as "0.06"',
  read: (value) => (isRate(value) ? value : undefined),
  literal: text,
});

export const PositionScalar = scalar<Position>({
  name: 'Position',
  description: 'Where an event stands in the log. Opaque; later positions sort later as text.',
  expected: 'a position that this service gave out',
  read: (value) => (isPosition(value) ? value : undefined),
  literal: text,
});

/** The data of an event as it was recorded: its shape is the event's, not the schema's. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value; used where the shape depends on the type of the event.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
