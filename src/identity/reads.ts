import type { Role } from '../kernel/envelope.js';
import { maySeePersonalData } from './may.js';
import type { Who } from './who.js';

/** Whose mitra, loans and trail somebody reads: everybody's, a unit's, or a region's. */
export type Reads = 'ALL' | { readonly unit: string } | { readonly region: string };

/** He would read a unit's, but who he is does not say which; the sentence can be shown to him. */
export interface ReadsNothing {
  readonly forbidden: string;
}

const READ_ALL: ReadonlySet<Role> = new Set<Role>(['HEAD_OFFICE', 'AUDITOR', 'ADMIN']);

/**
 * The unit of a REGIONAL is the name of his region. Headers without a unit (AUTH=dev, which is for
 * trying out and answers to this machine alone) read everything; a token must say it.
 */
export const readsOf = ({ actor: { role, unit }, via }: Who): Reads | ReadsNothing => {
  if (READ_ALL.has(role)) return 'ALL';
  if (unit !== undefined) return role === 'REGIONAL' ? { region: unit } : { unit };
  if (via === 'dev') return 'ALL';
  const its = role === 'REGIONAL' ? 'its region, as `unit`' : 'its unit';
  return { forbidden: `the token of a role ${role} must say ${its}: without it, it reads nothing` };
};

export const isReads = (reads: Reads | ReadsNothing): reads is Reads =>
  reads === 'ALL' || !('forbidden' in reads);

const BOOKS: ReadonlySet<Role> = new Set<Role>(['FINANCE_OFFICER', 'FINANCE_HEAD']);

/** Money in suspense is nobody's yet, and of no unit: its payer is for those who find out. */
export const maySeePayers = (who: Who): boolean =>
  maySeePersonalData(who.actor.role) && (BOOKS.has(who.actor.role) || readsOf(who) === 'ALL');
