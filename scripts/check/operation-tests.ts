import { importsOf } from './imports.ts';
import { type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import type { Syntax } from './syntax.ts';
import type { Finding, Tree } from './tree.ts';

const OPERATIONS = /^subgraphs\/[^/]+\/operations\//;

/**
 * A file of `operations/` with a function that another layer of its domain calls has a test beside it. Functions that only
 * other operations call are tested through those.
 */
export function operationTests(tree: Tree): readonly Finding[] {
  const namesByFile = namesThatLayersImport(tree);
  return sourcesOf(tree).flatMap((file) => {
    const names = namesByFile.get(file.path);
    if (names === undefined || tree.text(file.path.replace(/\.ts$/, '.test.ts')) !== undefined) return [];
    const syntax = tree.syntax(file);
    const operation = syntax?.body.find((statement) => declaresFunction(statement, names)) ?? null;
    if (syntax === null || operation === null) return [];
    const message = 'this operation has no test beside it';
    return [{ file: file.path, line: syntax.lineOf(operation), rule: 'operation-tests', message }];
  });
}

/** The values that files outside `operations/` import from each file in it. */
function namesThatLayersImport(tree: Tree): ReadonlyMap<string, ReadonlySet<string>> {
  const namesByFile = new Map<string, Set<string>>();
  for (const file of sourcesOf(tree)) {
    const syntax = OPERATIONS.test(file.path) ? null : tree.syntax(file);
    for (const { target, names } of syntax === null ? [] : valuesImported(file.path, syntax)) {
      if (OPERATIONS.test(target)) namesByFile.set(target, new Set([...(namesByFile.get(target) ?? []), ...names]));
    }
  }
  return namesByFile;
}

/** What a file imports that exists when it runs, by module. */
const valuesImported = (path: string, syntax: Syntax) =>
  syntax.body
    .filter(({ type }) => type === 'ImportDeclaration')
    .flatMap((statement) => {
      const names = nodesAt(statement, 'specifiers')
        .filter((specifier) => specifier['isTypeOnly'] !== true)
        .map((specifier) => nameOf(nodeAt(specifier, 'imported') ?? nodeAt(specifier, 'local')));
      return importsOf(path, { ...syntax, body: [statement] })
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ target }) => ({ target, names: names.filter((name) => name !== null) }));
    });

/** Whether a statement exports a function with one of these names. */
function declaresFunction(statement: Node, names: ReadonlySet<string>): boolean {
  const declaration = nodeAt(statement, 'declaration');
  const isNamed = (node: Node, name: string) => names.has(nameOf(nodeAt(node, name)) ?? '');
  if (declaration?.type === 'FunctionDeclaration') return isNamed(declaration, 'identifier');
  return nodesAt(declaration, 'declarations').some(
    (one) => isNamed(one, 'id') && nodeAt(one, 'init')?.type === 'ArrowFunctionExpression',
  );
}
