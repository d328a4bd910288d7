import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** A file of the house, as the compiler reads it; `path` from the top, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

export const sourcesIn = (...directories: readonly string[]): readonly Source[] =>
  directories
    .flatMap((directory) =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(directory, name).replaceAll('\\', '/')),
    )
    .toSorted()
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
      return { path, text, tree };
    });

const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
};

export const nodesOf = ({ tree }: Source): readonly ts.Node[] => {
  const nodes: ts.Node[] = [];
  walk(tree, (node) => nodes.push(node));
  return nodes;
};

export const lineOf = ({ tree }: Source, at: number): number =>
  tree.getLineAndCharacterOfPosition(at).line + 1;

/** What a file imports: a file of the house by its path, anything else by its name. */
export const importsOf = (source: Source): readonly string[] =>
  nodesOf(source).flatMap((node) => {
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
    if (!named || !ts.isStringLiteral(named)) return [];
    const { text } = named;
    return text.startsWith('.')
      ? normalize(join(dirname(source.path), text))
          .replaceAll('\\', '/')
          .replace(/\.js$/, '.ts')
      : text;
  });

const TESTING = /^(describe|it|test|beforeEach|afterEach|beforeAll|afterAll)\b/;

/** A list of tests, not a function that somebody calls: what is handed to `describe` and `it`. */
const isOfTests = (node: ts.Node, { tree }: Source): boolean => {
  let found = false;
  const calls = (one: ts.Node): boolean =>
    ts.isCallExpression(one) && TESTING.test(one.expression.getText(tree));
  if (calls(node.parent)) return true;
  walk(node, (one) => (found ||= calls(one)));
  return found;
};

export interface Long {
  readonly at: string;
  readonly lines: number;
}

/** Functions of more than `most` lines, from their first word to their last bracket. */
export const longFunctions = (source: Source, most: number): readonly Long[] =>
  nodesOf(source).flatMap((node) => {
    if (!ts.isFunctionLike(node) || isOfTests(node, source)) return [];
    const [first, last] = [lineOf(source, node.getStart(source.tree)), lineOf(source, node.end)];
    const lines = last - first + 1;
    return lines > most ? { at: `${source.path}:${first}`, lines } : [];
  });

/** Calls that look at a clock, draw lots or let a fraction in. */
export const bannedCalls = (source: Source): readonly string[] =>
  nodesOf(source).flatMap((node) => {
    const name =
      ts.isNewExpression(node) && !node.arguments?.length
        ? `new ${node.expression.getText(source.tree)}()`
        : ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)
          ? node.getText(source.tree).replace(/^(globalThis|Number|crypto)\./, '')
          : '';
    return /^(new Date\(\)|Date\.now|Math\.random|randomUUID|parseFloat|(.*\.)?toFixed)$/s.test(
      name,
    )
      ? `${source.path}:${lineOf(source, node.getStart(source.tree))} ${name}`
      : [];
  });
