import { GraphQLError, getNamedType, getNullableType, isCompositeType, isListType } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { fieldExtensionsEstimator, getComplexity } from 'graphql-query-complexity';
import type { ComplexityEstimator, ComplexityEstimatorArgs } from 'graphql-query-complexity';

/** Rows of a page: what is given where nothing is asked, and the most that may be asked. */
export const DEFAULT_PAGE = 50;
export const LARGEST_PAGE = 200;

/** Points of a row beside what it shows: it is a document to be read. */
const ROW = 5;
/** Rows supposed in a list without pages whose field does not say otherwise (see `rows`). */
const LIST = 5;
/** Points of a root field: a question, a command, a description of the schema. */
const ROOTS: Readonly<Record<string, number>> = {
  Query: 20,
  Mutation: 1_000,
  Subscription: 1_000,
};
const SCHEMA = 5_000;
const SCHEMA_FIELD = 50;
const VISITED_NODES = 5_000;

/** For `@Field({ complexity: rows(36) })`: a list without pages that is about so long. */
export const rows =
  (count: number) =>
  ({ childComplexity }: { readonly childComplexity: number }): number =>
    1 + count * childComplexity;

const pageSize = ({ first, last }: ComplexityEstimatorArgs['args']): number => {
  const asked: unknown = first ?? last ?? DEFAULT_PAGE;
  return typeof asked === 'number' ? Math.min(Math.max(asked, 1), LARGEST_PAGE) : DEFAULT_PAGE;
};

const estimate: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (field.name === '__schema' || field.name === '__type') return SCHEMA + childComplexity;
  if (type.name.startsWith('__')) return SCHEMA_FIELD + childComplexity;
  const root = ROOTS[type.name] ?? 0;
  const named = getNamedType(field.type);
  if (named.name.endsWith('Connection')) return root + 1 + pageSize(args) * (ROW + childComplexity);
  const many = isListType(getNullableType(field.type)) && isCompositeType(named) ? LIST : 1;
  // The edges of a connection are counted once, by its page size.
  return root + 1 + (type.name.endsWith('Connection') ? 1 : many) * childComplexity;
};

export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const counted = (asked: Asked): number => {
  try {
    return getComplexity({
      schema: asked.schema,
      query: asked.document,
      variables: { ...asked.variables },
      ...(asked.operationName && { operationName: asked.operationName }),
      estimators: [fieldExtensionsEstimator(), estimate],
      maxQueryNodes: VISITED_NODES,
    });
  } catch (error) {
    if (error instanceof GraphQLError && error.message.startsWith('Query exceeds')) return Infinity;
    throw error;
  }
};

/** By document, of which the same is asked again, and operation: what it costs as it stands. */
const known = new WeakMap<DocumentNode, Map<string, number>>();

/**
 * What an operation costs with these variables, defaults included; every alias counts. Infinity
 * where fragments within fragments come to more than anybody would count.
 * @throws {GraphQLError} where an argument does not fit its type
 */
export const costOf = (asked: Asked): number => {
  if (Object.keys(asked.variables).length > 0) return counted(asked);
  const costs = known.get(asked.document) ?? new Map<string, number>();
  known.set(asked.document, costs);
  const name = asked.operationName ?? '';
  const cost = costs.get(name) ?? counted(asked);
  costs.set(name, cost);
  return cost;
};
