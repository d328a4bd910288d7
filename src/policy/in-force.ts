import type { Position } from '../kernel/envelope.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { PolicyKind } from './policy-rules.events.js';
import type { PolicyTerms } from './policy.events.js';

/** A rule adopted, with where in the log it became known. */
export type AdoptedPolicy = PolicyTerms & { readonly position: Position };
type Of<K extends PolicyKind> = Extract<AdoptedPolicy, { kind: K }>;

const holdsOn = ({ validFrom, validTo }: PolicyTerms, on: LocalDate): boolean =>
  validFrom <= on && (validTo === undefined || on <= validTo);

/** Narrower scope first, then the later valid-from, then the later adoption. */
const prefer = (a: AdoptedPolicy, b: AdoptedPolicy): AdoptedPolicy => {
  const narrower = Number(a.scope !== undefined) - Number(b.scope !== undefined);
  if (narrower !== 0) return narrower > 0 ? a : b;
  if (a.validFrom !== b.validFrom) return a.validFrom > b.validFrom ? a : b;
  return a.position > b.position ? a : b;
};

/** The rule of a kind that decides for a programme on a day, by what was known at a position. */
export const inForce = <K extends PolicyKind>(
  policies: readonly AdoptedPolicy[],
  kind: K,
  at: {
    readonly programme: string | undefined;
    readonly on: LocalDate;
    readonly known: Position;
  },
): Of<K> | null => {
  let found: AdoptedPolicy | null = null;
  for (const policy of policies) {
    if (policy.kind !== kind || policy.position > at.known || !holdsOn(policy, at.on)) continue;
    if (policy.scope !== undefined && policy.scope !== at.programme) continue;
    found = found ? prefer(found, policy) : policy;
  }
  return found as Of<K> | null;
};
