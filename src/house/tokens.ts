/** What the composition root provides by name: interfaces leave nothing to inject by. */
export const LEDGER = Symbol('ledger');
export const HOUSE = Symbol('house');
export const SHELL = Symbol('what is not about mitra, loans and money');
