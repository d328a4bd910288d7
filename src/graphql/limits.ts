import { GraphQLError, Kind, Lexer, Source, TokenKind, getOperationAST } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode } from 'graphql';
import type { OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { costOf } from './cost.js';
import type { Asked } from './cost.js';
import { answer, badDocument, badInput, NO_OPERATION, tooComplex } from './errors.js';
import { badVariables } from './variables.js';

export interface Limits {
  /** Words and marks in a document: bounds parsing and validation. */
  readonly tokens: number;
  /** Fields within fields. The introspection of GraphiQL needs 14. */
  readonly depth: number;
  /** Points, counted as below: about one for each value or object in the answer. */
  readonly cost: number;
}

/**
 * Honest users pass with room to spare: 100 loans with terms, 36 instalments and position cost
 * some 35,000 points, 50 loans with 20 entries of history some 57,000. A page of 200 in each row
 * of a page of 200 costs 280,000 and more.
 */
export const LIMITS: Limits = { tokens: 2_000, depth: 15, cost: 100_000 };

/** Brackets within brackets: parsers and printers of documents go down with each. */
const NESTED = 64;
const OPENING: readonly TokenKind[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly TokenKind[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

/** Reads a document once, without recursion, before it is parsed. */
export const checkSize = (document: string, { tokens }: Limits): void => {
  const lexer = new Lexer(new Source(document));
  let nested = 0;
  for (let read = 1; lexer.advance().kind !== TokenKind.EOF; read += 1) {
    if (OPENING.includes(lexer.token.kind)) nested += 1;
    if (CLOSING.includes(lexer.token.kind)) nested -= 1;
    if (nested > NESTED) throw tooComplex(`brackets within brackets: at most ${NESTED} deep`);
    if (read > tokens) throw tooComplex(`a document has at most ${tokens} words and marks`);
  }
};

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Each fragment is measured once, whatever spreads it; one that spreads itself ends there. */
const depthOf = (set: SelectionSetNode, fragments: Fragments, known: Map<string, number>): number =>
  Math.max(
    0,
    ...set.selections.map((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.selectionSet ? 1 + depthOf(selection.selectionSet, fragments, known) : 1;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return depthOf(selection.selectionSet, fragments, known);
      const name = selection.name.value;
      const fragment = fragments.get(name);
      const measured = known.get(name);
      if (!fragment || measured !== undefined) return measured ?? 0;
      known.set(name, 0);
      const depth = depthOf(fragment.selectionSet, fragments, known);
      known.set(name, depth);
      return depth;
    }),
  );

/** Refuses a document that is too deep, before anything else looks into it. */
export const checkDepth = (document: DocumentNode, limits: Limits): void => {
  const fragments: Fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const known = new Map<string, number>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      if (depthOf(definition.selectionSet, fragments, known) > limits.depth)
        throw tooComplex(`fields within fields: at most ${limits.depth} deep`);
};

/**
 * Whether a valid document, with these variables, may be executed: its variables fit, and it costs
 * no more than the limit. Every alias counts, and page sizes are what they come to.
 */
export const objections = (
  asked: Asked,
  limits: Limits,
  costs: (points: number) => void = () => undefined,
): readonly GraphQLError[] => {
  const { document, operationName, schema, variables } = asked;
  const operation = getOperationAST(document, operationName);
  if (!operation) return [answer(badInput([NO_OPERATION]))];
  const wrong = badVariables(schema, operation, variables);
  if (wrong.length > 0) return [answer(badInput(wrong))];
  const own = { ...asked, operationName: operation.name?.value };
  return tooCostly(own, operation, { ...limits, costs });
};

const tooCostly = (
  asked: Asked,
  operation: OperationDefinitionNode,
  { cost: most, costs }: Limits & { readonly costs: (points: number) => void },
): readonly GraphQLError[] => {
  try {
    const cost = costOf(asked);
    costs(cost);
    if (cost <= most) return [];
    const points = Number.isFinite(cost) ? `${cost} points` : 'more points than are counted';
    const message = `this asks for too much at once: ${points}, at most ${most}`;
    return [answer(tooComplex(message), new GraphQLError(message, { nodes: operation }))];
  } catch (error) {
    if (error instanceof GraphQLError) return [badDocument(error, asked.document)];
    throw error;
  }
};
