/**
 * The domain says no. A refusal is a value with a constant for its reason; it leaves no trace in
 * the log. Exceptions are kept for corruption and weather.
 */
export interface Refusal {
  readonly refusal: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export const refuse = (refusal: string, details: Refusal['details'] = {}): Refusal => ({
  refusal,
  details,
});

export const isRefusal = (outcome: object): outcome is Refusal => 'refusal' in outcome;
