import { useGraphQlJit } from '@envelop/graphql-jit';
import { getOperationAST, GraphQLError, Kind, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, ExecutionArgs } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Instant } from '../kernel/local-date.js';
import type { ApiContext } from './context.js';
import { answer, badDocument, badInput, unauthenticated } from './errors.js';
import { checkDepth, checkSize, objections } from './limits.js';
import type { Limits } from './limits.js';

const parseWithin =
  (limits: Limits): typeof parse =>
  (source, options) => {
    checkSize(typeof source === 'string' ? source : source.body, limits);
    return parse(source, options);
  };

const isDocument = (result: unknown): result is DocumentNode =>
  typeof result === 'object' && result !== null && 'kind' in result;

/** Who counts and times what is asked: by its type, as names are the client's and without end. */
export interface GraphqlWatch {
  cost(points: number): void;
  /** An error as it is answered, by its code. */
  error(code: string): void;
  operation<T>(
    type: string,
    run: () => T | Promise<T>,
    isWrong: (result: T) => boolean,
  ): Promise<T>;
}

const objectionsTo = (
  args: ExecutionArgs,
  limits: Limits,
  watch?: GraphqlWatch,
): readonly GraphQLError[] =>
  objections(
    {
      schema: args.schema,
      document: args.document,
      operationName: args.operationName ?? undefined,
      variables: args.variableValues ?? {},
    },
    limits,
    (points) => watch?.cost(points),
  );

/**
 * Size and depth before validation, variables and cost before execution. Validation errors get
 * their words and paths here, as they reach nobody else.
 */
export const useLimits = (limits: Limits, watch?: GraphqlWatch): Plugin => ({
  onParse: ({ setParseFn }) => {
    setParseFn(parseWithin(limits));
    return ({ result }) => {
      if (isDocument(result)) checkDepth(result, limits);
    };
  },
  onValidate:
    ({ params }) =>
    ({ result, setResult }) => {
      if (result.length > 0)
        setResult(
          result.map((error: unknown) =>
            error instanceof GraphQLError
              ? badDocument(error, params.documentAST as DocumentNode)
              : error,
          ),
        );
    },
  onExecute: ({ args, setResultAndStopExecution }) => {
    const errors = objectionsTo(args, limits, watch);
    if (errors.length > 0) setResultAndStopExecution({ errors });
  },
  onSubscribe: ({ args, setResultAndStopExecution }) => {
    const errors = objectionsTo(args, limits, watch);
    if (errors.length > 0) setResultAndStopExecution({ errors });
  },
});

const isQuery = ({ document, operationName }: ExecutionArgs): boolean =>
  getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;

/** Beside an answer that may lack what was recorded lately: `extensions.stale` says so, and why. */
export const useStaleness = (stale: () => object | null): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (isAsyncIterable(result) || !result.data || !isQuery(args)) return;
      const said = stale();
      if (said) setResult({ ...result, extensions: { ...result.extensions, stale: said } });
    },
  }),
});

const JSON_BODY = /^application\/(graphql\+)?json\s*(;|$)/i;

/**
 * Bodies are JSON and nothing else: a form that any web page may post is no command, and what
 * cannot be read is said to be so in the words of this API.
 */
export const useJsonOnly = (): Plugin => ({
  onRequestParse: ({ request, requestParser, setRequestParser }) => {
    const type = request.headers.get('content-type') ?? '';
    if (request.method === 'POST' && !(JSON_BODY.test(type) && requestParser))
      throw answer(
        badInput([{ path: '', message: 'send JSON, with content-type application/json' }]),
        undefined,
        { status: 415 },
      );
    if (!requestParser) return;
    setRequestParser(async (read) => {
      try {
        return await requestParser(read);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw answer(badInput([{ path: '', message: 'the request is not JSON' }]), undefined, {
          status: 400,
        });
      }
    });
  },
});

/** A subscription outlives the request that opened it, but not the token it was opened with. */
export const useExpiry = (now: () => Instant): Plugin => ({
  onSubscribe: () => ({
    onSubscribeResult: () => ({
      onNext: ({ args, setResult }) => {
        const { who } = args.contextValue as unknown as ApiContext;
        if (who.expiresAt !== undefined && who.expiresAt <= now())
          setResult({ errors: [answer(unauthenticated('the token has expired'))] });
      },
    }),
  }),
});

const isCompiled = ({ definitions }: DocumentNode): boolean => {
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 && operations[0]?.operation !== OperationTypeNode.SUBSCRIPTION;
};

/**
 * Compiled execution. The plugin keeps one compilation per document and forgets which operation
 * of it was meant, so only documents of one operation may use it; and a compiled subscription is
 * handed the variables of the operation for its arguments, so that it would be told of everything.
 */
export const useCompiled = (): Plugin =>
  useGraphQlJit({}, { enableIf: ({ document }) => isCompiled(document) }) as unknown as Plugin;

const isWrong = (result: unknown): boolean =>
  typeof result === 'object' &&
  result !== null &&
  'errors' in result &&
  Array.isArray(result.errors);

/** What is answered over HTTP, whether or not it came to be executed: each error by its code. */
export const useErrorCount = (watch: GraphqlWatch): Plugin => ({
  onResultProcess: ({ result }) => {
    // Several at once are not asked here.
    if (isAsyncIterable(result) || Array.isArray(result)) return;
    for (const { extensions } of result.errors ?? []) {
      const code: unknown = extensions?.['code'];
      watch.error(typeof code === 'string' ? code : 'INTERNAL');
    }
  },
});

/** The last one: around whatever executes. */
export const useWatch = (watch: GraphqlWatch): Plugin => ({
  onExecute: ({ args, executeFn, setExecuteFn }) => {
    const type = getOperationAST(args.document, args.operationName)?.operation ?? 'query';
    setExecuteFn((given) => watch.operation(type, () => executeFn(given) as unknown, isWrong));
  },
});
