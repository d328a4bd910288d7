import { ROLES } from '../kernel/envelope.js';
import type { Role } from '../kernel/envelope.js';
import type { Authenticate, Unknown, Who } from './who.js';

/** Names of people and units as other systems give them out; no control characters, no lists. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._@:/ '-]{0,98}[\p{L}\p{N}.'])?$/u;

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);
export const unknown = (unauthenticated: string): Unknown => ({ unauthenticated });

/** What was said of who asks, held against what may be said. */
export const whoIs = (
  via: Who['via'],
  said: Readonly<Record<'id' | 'role' | 'unit' | 'onBehalfOf', unknown>>,
  name: (field: keyof typeof said) => string,
): Who | Unknown => {
  const { id, role, unit, onBehalfOf } = said;
  if (!isName(id)) return unknown(`${name('id')} must be a name of 1 to 100 letters and digits`);
  if (!isRole(role)) return unknown(`${name('role')} must be one of ${ROLES.join(', ')}`);
  if (unit !== undefined && !isName(unit)) return unknown(`${name('unit')} is not a unit`);
  if (onBehalfOf !== undefined && !isName(onBehalfOf))
    return unknown(`${name('onBehalfOf')} is not a name`);
  return {
    via,
    actor: { id, role, ...(unit && { unit }), ...(onBehalfOf && { onBehalfOf }) },
  };
};

const DEV_HEADERS = {
  id: 'x-actor',
  role: 'x-role',
  unit: 'x-unit',
  onBehalfOf: 'x-on-behalf-of',
} as const;

/**
 * AUTH=dev: whoever says so is so; only for a service that listens on this machine alone. Where a
 * token is shown all the same it is checked, and a wrong one never falls back to the headers.
 */
export const trustHeaders =
  (tokens?: Authenticate): Authenticate =>
  async (credentials) => {
    if (credentials['authorization'] !== undefined)
      return tokens
        ? tokens(credentials)
        : unknown('this service runs with AUTH=dev and knows no tokens; leave the header out');
    return whoIs(
      'dev',
      {
        id: credentials[DEV_HEADERS.id] ?? 'dev',
        role: credentials[DEV_HEADERS.role] ?? 'OFFICER',
        unit: credentials[DEV_HEADERS.unit],
        onBehalfOf: credentials[DEV_HEADERS.onBehalfOf],
      },
      (field) => DEV_HEADERS[field],
    );
  };
