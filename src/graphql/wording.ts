import { BREAK, Kind, print, visit } from 'graphql';
import type { ASTNode, DocumentNode, GraphQLError } from 'graphql';

const VALUES: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * A message of the GraphQL library without what the client sent: a name or an identity number in a
 * wrong place must not come back in an answer, a log or a screenshot.
 */
export const withoutValues = (error: GraphQLError): string => {
  const message = error.message
    .replace(/\b(Name|Int|Float|String|BlockString|Comment) ".*"/s, (_, kind: string) =>
      kind.toLowerCase(),
    )
    .replace(/^(Variable "\$\w+" got )invalid value .*$/s, '$1an invalid value.')
    .replace(/^(Unexpected parameter) ".*"/s, '$1');
  return (error.nodes ?? [])
    .filter((node) => VALUES.has(node.kind))
    .reduce(
      (text, node) =>
        text.replace(new RegExp(`(?<![\\w.])${literally(print(node))}(?![\\w.])`, 'g'), '…'),
      message,
    );
};

const nameAt = (node: ASTNode): string | undefined => {
  if (node.kind === Kind.FIELD) return (node.alias ?? node.name).value;
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return node.name.value;
  return node.kind === Kind.VARIABLE_DEFINITION ? node.variable.name.value : undefined;
};

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'kind' in value;

const namesAlong = (document: DocumentNode, keys: readonly (string | number)[]): string => {
  const names: (string | number)[] = [];
  let at: unknown = document;
  keys.forEach((key, index) => {
    at = (at as Readonly<Record<string | number, unknown>>)[key];
    if (typeof key === 'number' && keys[index - 1] === 'values') names.push(key);
    if (!isNode(at)) return;
    if (at.kind === Kind.ARGUMENT) names.length = 0;
    const name = nameAt(at);
    if (name !== undefined) names.push(name);
  });
  return names.join('.');
};

/**
 * Where a node stands: from its argument down (`input.evidence.0.sha256`), the same as for a
 * variable of that name, or the fields that lead to it.
 */
export const pathIn = (document: DocumentNode, node: ASTNode | undefined): string => {
  let found = '';
  if (!node) return found;
  visit(document, {
    enter: (visited, _key, _parent, path) => {
      if (visited !== node) return undefined;
      found = namesAlong(document, path);
      return BREAK;
    },
  });
  return found;
};
