import {
  type AllocationRule,
  type Band,
  COLLECTABILITIES,
  type CollectabilityRule,
  type PolicyKind,
  type PolicyRule,
} from './policy.events.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const only = (value: object, keys: readonly string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key));

const CLASSES: readonly unknown[] = COLLECTABILITIES.filter((name) => name !== 'PROBLEM');

/** A century: no loan lasts so long, and from any day on it the calendar still counts. */
const LONGEST = { DAYS: 36_500, MONTHS: 1_200 } as const;

const isBand = (value: unknown, longest: number): value is Band =>
  isObject(value) &&
  only(value, ['class', 'upTo']) &&
  CLASSES.includes(value['class']) &&
  (value['upTo'] === undefined ||
    (Number.isSafeInteger(value['upTo']) && Number(value['upTo']) <= longest));

const isMeasure = (value: unknown): value is keyof typeof LONGEST =>
  value === 'DAYS' || value === 'MONTHS';

const isCollectabilityRule = (value: unknown): value is CollectabilityRule => {
  if (!isObject(value) || !only(value, ['basis', 'measure', 'bands'])) return false;
  const { basis, measure, bands } = value;
  return (
    basis === 'OLDEST_UNPAID_INSTALMENT' &&
    isMeasure(measure) &&
    Array.isArray(bands) &&
    bands.every((band) => isBand(band, LONGEST[measure]))
  );
};

const isAllocationRule = (value: unknown): value is AllocationRule =>
  isObject(value) &&
  only(value, ['order']) &&
  value['order'] === 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD';

/** Parameters as a client sent them, found to be of their kind's shape; null where they are not. */
export const ruleOf = (kind: PolicyKind, parameters: unknown): PolicyRule | null => {
  if (kind === 'COLLECTABILITY')
    return isCollectabilityRule(parameters) ? { kind, parameters } : null;
  return isAllocationRule(parameters) ? { kind, parameters } : null;
};
