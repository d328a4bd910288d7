import type { Recorded } from '../../kernel/fact.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { CollateralKind } from '../ending/ending.events.js';
import type { LoanEvent } from '../loan.events.js';

/** What was given as security, and where it is now. */
export interface Collateral {
  readonly collateral: string;
  readonly kind: CollateralKind;
  readonly value?: Rupiah | undefined;
  readonly state: 'PLEDGED' | 'RELEASED' | 'SEIZED' | 'SOLD';
  /** What it was sold for. */
  readonly proceeds?: Rupiah | undefined;
  /** The day of its last step. */
  readonly since: LocalDate;
}

const STATES = {
  CollateralReleased: 'RELEASED',
  CollateralSeized: 'SEIZED',
  CollateralSold: 'SOLD',
} as const;

type Of<T extends LoanEvent['type']> = Extract<Recorded<LoanEvent>, { type: T }>;
type Onward = Of<keyof typeof STATES>;

const isOnward = (event: Recorded<LoanEvent>): event is Onward => event.type in STATES;

const onward = (pledged: Collateral | undefined, event: Onward): Collateral => {
  if (!pledged) throw new Error(`${event.type} of what was never pledged`);
  const state = STATES[event.type];
  const proceeds = event.type === 'CollateralSold' ? { proceeds: event.data.proceeds } : {};
  return { ...pledged, state, since: event.effectiveOn, ...proceeds };
};

export const evolveCollateral = (
  before: ReadonlyMap<string, Collateral>,
  event: Recorded<LoanEvent>,
): ReadonlyMap<string, Collateral> => {
  if (event.type === 'CollateralPledged') {
    const { effectiveOn: since, data } = event;
    return new Map(before).set(data.collateral, { ...data, state: 'PLEDGED', since });
  }
  if (!isOnward(event)) return before;
  const { collateral } = event.data;
  return new Map(before).set(collateral, onward(before.get(collateral), event));
};
