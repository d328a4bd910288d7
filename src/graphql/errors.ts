import { HttpException, IntrinsicException } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import type { ASTNode, DocumentNode } from 'graphql';
import { OutcomeUnknown, StoreUnavailable } from '../event-store/port.js';
import { KeysUnavailable } from '../identity/who.js';
import { NotCanonical } from '../kernel/canonical-json.js';
import type { Refusal } from '../kernel/refusal.js';
import { isSqliteFailure, isSqliteWeather } from '../storage/sqlite.js';
import { pathIn, withoutValues } from './wording.js';

/** HTTP status where a request fails before anything of it is executed. */
const STATUS = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  REFUSED: 422,
  TOO_COMPLEX: 400,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;
export type Code = keyof typeof STATUS;

/** Where in the request, from the argument down (`input.amount`), and what is wrong there. */
export interface BadField {
  readonly path: string;
  readonly message: string;
}

type Details = Readonly<Record<string, unknown>>;

/** What a client is told. Nest does not log these: they are answers, not accidents. */
export class ApiError extends IntrinsicException {
  override readonly name = 'ApiError';
  constructor(
    readonly code: Code,
    message: string,
    readonly details: Details = {},
  ) {
    super(message);
  }
}

const inWords = ({ path, message }: BadField): string => (path ? `${path}: ${message}` : message);

export const badInput = (fields: readonly BadField[], message?: string): ApiError =>
  new ApiError('BAD_INPUT', message ?? fields.slice(0, 3).map(inWords).join('; '), { fields });

export const unauthenticated = (why: string): ApiError => new ApiError('UNAUTHENTICATED', why);

/** Takes the refusal of `mayExecute` as well, and then names the roles that it would take. */
export const forbidden = (why: string | Refusal): ApiError => {
  if (typeof why === 'string') return new ApiError('FORBIDDEN', why);
  const { role, command, needs } = why.details;
  const takes = Array.isArray(needs) ? needs.join(', ') : 'another role';
  const message = `the role ${String(role)} may not ${String(command)}: it takes ${takes}`;
  return new ApiError('FORBIDDEN', message, { details: why.details });
};

export const notFound = (what = 'no such thing'): ApiError => new ApiError('NOT_FOUND', what);

export const conflict = (currentRevision: number): ApiError =>
  new ApiError('CONFLICT', 'somebody else was first: look again, then decide again', {
    currentRevision,
  });

/** The domain said no: its constant and details, untouched. */
export const refused = (refusal: Refusal): ApiError =>
  refusal.refusal === 'FORBIDDEN'
    ? forbidden(refusal)
    : new ApiError('REFUSED', `refused: ${refusal.refusal}`, {
        refusal: refusal.refusal,
        details: refusal.details,
      });

export const tooComplex = (message: string): ApiError => new ApiError('TOO_COMPLEX', message);

const RETRY_AFTER_SECONDS = 5;

export const unavailable = (
  retryAfterSeconds = RETRY_AFTER_SECONDS,
  message = 'not available just now; ask again',
  details: Details = {},
): ApiError => new ApiError('UNAVAILABLE', message, { ...details, retryAfterSeconds });

/** For a scalar that does not accept what came in; `message` must not hold the value. */
export const badScalar = (message: string, node?: ASTNode): GraphQLError =>
  new GraphQLError(message, { nodes: node ?? null, extensions: { code: 'BAD_INPUT' } });

const fromStatus = (status: number): ApiError | undefined => {
  if (status === 401) return unauthenticated('who is asking?');
  if (status === 403) return forbidden('this may not be done');
  if (status === 404) return notFound();
  if (status === 429) return new ApiError('RATE_LIMITED', 'too many requests; ask again later');
  if (status === 503) return unavailable();
  return status >= 400 && status < 500 ? badInput([], 'the request is not valid') : undefined;
};

const notCanonical = ({ message }: NotCanonical): ApiError => {
  const [, what = message, path = ''] = /^(.*?),? at \$\.?(.*)$/s.exec(message) ?? [];
  return badInput([{ path, message: what }]);
};

const known = (cause: unknown): ApiError | undefined => {
  if (cause instanceof ApiError) return cause;
  if (cause instanceof NotCanonical) return notCanonical(cause);
  if (cause instanceof OutcomeUnknown)
    return unavailable(
      RETRY_AFTER_SECONDS,
      'it may or may not have been recorded: repeat the command with the same commandId',
    );
  if (cause instanceof StoreUnavailable || cause instanceof KeysUnavailable) return unavailable();
  if (isSqliteFailure(cause) && isSqliteWeather(cause)) return unavailable();
  return cause instanceof HttpException ? fromStatus(cause.getStatus()) : undefined;
};

/** What is no fault of anybody here: a store that is away, or has no room. */
export const isUnavailable = (cause: unknown): boolean => known(cause)?.code === 'UNAVAILABLE';

interface Http {
  readonly status?: number;
  readonly spec?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const httpOf = ({ code, details }: ApiError): Http => ({
  status: STATUS[code],
  // A document that is wrong in itself is answered with 200 where plain JSON was asked for.
  spec: code === 'BAD_INPUT' || code === 'TOO_COMPLEX',
  headers: {
    ...(code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
    ...(code === 'UNAVAILABLE' && { 'retry-after': String(details['retryAfterSeconds']) }),
  },
});

/** Errors that are in our words already. */
const answers = new WeakSet<GraphQLError>();

/** As it is answered. `at` says where in the document; with a path, HTTP says 200. */
export const answer = (error: ApiError, at?: GraphQLError, http?: Http): GraphQLError => {
  const said = new GraphQLError(error.message, {
    nodes: at?.nodes ?? null,
    source: at?.source ?? null,
    positions: at?.positions ?? null,
    path: at?.path ?? null,
    extensions: {
      ...error.details,
      code: error.code,
      ...(!at?.path && { http: http ?? httpOf(error) }),
    },
  });
  answers.add(said);
  return said;
};

const MISSING = /^Field "\w+\.(\w+)" of required type/;

/** An error of the GraphQL library about the document, in our words; once is enough. */
export const badDocument = (error: GraphQLError, document?: DocumentNode): GraphQLError => {
  if (answers.has(error)) return error;
  const message = withoutValues(error);
  const above = document ? pathIn(document, error.nodes?.[0]) : '';
  const path = [above, MISSING.exec(message)?.[1] ?? ''].filter(Boolean).join('.');
  return answer(badInput([{ path, message }], message), error);
};

export const NO_OPERATION: BadField = {
  path: 'operationName',
  message: 'names no operation of the document',
};
/** As Yoga has it. */
const NO_OPERATION_CODE = 'OPERATION_RESOLUTION_FAILURE';

/** Yoga's own complaints about a request that is no GraphQL at all: always a 4xx. */
const badRequest = (error: GraphQLError): GraphQLError => {
  const { status = 400, headers = {} } = error.extensions['http'] as Http;
  const isOperation = codeOf(error) === NO_OPERATION_CODE;
  const message = withoutValues(error);
  const field = isOperation ? NO_OPERATION : { path: '', message };
  return answer(badInput([field], message), error, { status, headers });
};

/** Errors of the compiled execution have no extensions, whatever their type says. */
const codeOf = ({ extensions }: { readonly extensions?: Details }): unknown => extensions?.['code'];

const isAboutRequest = (error: GraphQLError): boolean =>
  ['BAD_REQUEST', 'REQUEST_ENTITY_TOO_LARGE', NO_OPERATION_CODE].some(
    (code) => code === codeOf(error),
  );

const rootOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;

export interface Accidents {
  /** A new name for an accident, by which the client and the log can be brought together. */
  readonly newReference: () => string;
  /** Gets the error whole, with its stack; the client gets the reference alone. */
  readonly report: (reference: string, error: unknown) => void;
}

/** Maps whatever was thrown, anywhere, to what the client is told. */
export const errorMapper =
  ({ newReference, report }: Accidents) =>
  (error: unknown): GraphQLError => {
    const at = error instanceof GraphQLError ? error : undefined;
    const root = rootOf(error);
    if (root instanceof GraphQLError && answers.has(root)) return root;
    const ours = known(root);
    if (ours) return answer(ours, at);
    if (root instanceof GraphQLError && codeOf(root) === 'BAD_INPUT')
      return answer(badInput([{ path: '', message: root.message }]), at);
    if (root instanceof GraphQLError && !at?.path)
      return isAboutRequest(root) ? badRequest(root) : badDocument(root);
    const reference = newReference();
    report(reference, root);
    return answer(
      new ApiError('INTERNAL', `something failed here: ${reference}`, { reference }),
      at,
    );
  };
