import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isWho } from '../identity/who.js';
import type { Authenticate, Credentials, Who } from '../identity/who.js';
import { isPosition } from '../kernel/envelope.js';
import type { Position } from '../kernel/envelope.js';
import { badInput, unauthenticated } from './errors.js';

/** What every resolver is handed: who asks, from where on, and what was loaded for this request. */
export interface ApiContext {
  readonly who: Who;
  /** `x-at-least`: read models must have come so far before they answer. */
  readonly atLeast?: Position;
  readonly requestId: string;
  readonly loaders: Map<unknown, unknown>;
}

/** The loader of this request under `key` (a constant of the room), made when first needed. */
export const loaderOf = <T>({ loaders }: ApiContext, key: unknown, make: () => T): T => {
  if (!loaders.has(key)) loaders.set(key, make());
  return loaders.get(key) as T;
};

/** What the driver knows of a request; over a web socket the client says the rest at connection. */
export interface Incoming {
  readonly req: FastifyRequest | IncomingMessage;
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
}

/** Browsers cannot set headers on a web socket: connection parameters of the same names win. */
export const credentialsOf = ({ req, connectionParams }: Incoming): Credentials => ({
  ...req.headers,
  ...Object.fromEntries(
    Object.entries(connectionParams ?? {})
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, value]) => [name.toLowerCase(), value]),
  ),
});

const REQUEST_ID = /^[\w.:-]{1,64}$/;

export interface ContextSource {
  readonly authenticate: Authenticate;
  readonly newId: () => string;
}

/** @throws {ApiError} UNAUTHENTICATED, or BAD_INPUT for a position that is none */
export const contextFor =
  ({ authenticate, newId }: ContextSource) =>
  async (incoming: Incoming): Promise<ApiContext> => {
    const credentials = credentialsOf(incoming);
    const who = await authenticate(credentials);
    if (!isWho(who)) throw unauthenticated(who.unauthenticated);
    const atLeast = credentials['x-at-least'];
    if (atLeast !== undefined && !isPosition(atLeast))
      throw badInput([{ path: 'x-at-least', message: 'is not a position of this service' }]);
    const given = credentials['x-request-id'];
    return {
      who,
      ...(atLeast !== undefined && { atLeast }),
      requestId: typeof given === 'string' && REQUEST_ID.test(given) ? given : newId(),
      loaders: new Map(),
    };
  };
