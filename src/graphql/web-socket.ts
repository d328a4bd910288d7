import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode } from 'graphql-ws';
import type { Context, ServerOptions } from 'graphql-ws';
import { isWho } from '../identity/who.js';
import type { Authenticate } from '../identity/who.js';
import { credentialsOf } from './context.js';
import type { Incoming } from './context.js';

/** What the web-socket server puts beside each connection. */
export interface Socket {
  readonly socket: { readonly close: (code: number, reason: string) => void };
  readonly request: IncomingMessage;
}

export type Connected = Context<Record<string, unknown>, Socket>;
export type WebSocketHooks = Pick<
  ServerOptions<Record<string, unknown>, Socket>,
  'onConnect' | 'onNext' | 'onError'
>;

export const incomingOf = ({ extra, connectionParams }: Connected): Incoming => ({
  req: extra.request,
  connectionParams,
});

/** Browsers open web sockets to any host from any page; only our own pages may. */
const isFromElsewhere = ({ headers: { origin, host } }: IncomingMessage): boolean =>
  origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);

const overSocket = (error: GraphQLError): GraphQLFormattedError => {
  const { extensions, ...said } = error.toJSON();
  const { http: _http, ...kept } = extensions ?? {};
  return { ...said, extensions: kept };
};

/**
 * Nobody unknown is let in: the socket closes with 4401 before anything is asked over it. Each
 * operation is authenticated again, as tokens end. Errors are those of HTTP, without its status.
 */
export const webSocketHooks = (
  authenticate: Authenticate,
  mapError: (error: unknown) => GraphQLError,
): WebSocketHooks => ({
  onConnect: async (connected) => {
    const { socket, request } = connected.extra;
    if (isFromElsewhere(request)) return false;
    try {
      if (isWho(await authenticate(credentialsOf(incomingOf(connected))))) return true;
      socket.close(CloseCode.Unauthorized, 'Unauthorized');
    } catch (error) {
      socket.close(CloseCode.InternalServerError, String(mapError(error).extensions['code']));
    }
    return false;
  },
  onNext: (_connected, _id, _payload, _args, { errors, data, extensions }) => ({
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map(overSocket) }),
    ...(extensions && { extensions }),
  }),
  onError: (_connected, _id, _payload, errors) =>
    errors.map((error) => overSocket(mapError(error))),
});

/** graphql-ws takes errors of the GraphQL library alone, and closes the socket on any other. */
export const asList = (error: unknown): readonly GraphQLError[] => [
  error instanceof GraphQLError
    ? error
    : new GraphQLError('failed', {
        originalError: error instanceof Error ? error : new Error(String(error)),
      }),
];
