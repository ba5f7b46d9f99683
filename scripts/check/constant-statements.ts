import { importsOf } from './imports.ts';
import { isNode, type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { domainOf } from './paths.ts';
import { sourcesOf } from './selections.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

const FRAGMENTS = 'runtime/database/sql-fragment.ts';
const SENDS_SQL = new Set(['$queryRaw', '$executeRaw']);
const SENDS_TEXT = new Set(['$queryRawUnsafe', '$executeRawUnsafe']);

/**
 * Statements of domains are templates in the code, so that there are few of them and each is prepared once: no text is put
 * together from data. Prisma is loaded when a model is first called, so its client is imported for its types only.
 */
export const constantStatements = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree).flatMap((file) => {
    const syntax = tree.syntax(file);
    if (syntax === null) return [];
    const imports = file.path === FRAGMENTS ? [] : importsOfPrisma(file, syntax);
    return domainOf(file.path) === null ? imports : [...imports, ...statementsFromData(file, syntax)];
  });

function importsOfPrisma({ path }: SourceFile, syntax: Syntax): readonly Finding[] {
  return importsOf(path, syntax).flatMap(({ target, typeOnly, isDynamic, line }) => {
    if (target === '@prisma/client/runtime/client')
      return [finding(path, line, `fragments of SQL are made by ${FRAGMENTS}`)];
    if (typeOnly || isDynamic || domainOf(path) === null || !target.startsWith('prisma/generated/')) return [];
    return [finding(path, line, "Prisma's client is imported for its types only, and loaded by `openClient`")];
  });
}

function statementsFromData({ path }: SourceFile, syntax: Syntax): readonly Finding[] {
  const found: Finding[] = [];
  walk(syntax.body, (node) => {
    const message = node.type === 'CallExpression' ? objection(node) : null;
    if (message !== null) found.push(finding(path, syntax.lineOf(node), message));
    return undefined;
  });
  return found;
}

function objection(call: Node): string | null {
  const callee = nodeAt(call, 'callee');
  const name = nameOf(callee) ?? nameOf(nodeAt(callee, 'property')) ?? '';
  if (SENDS_TEXT.has(name) || SENDS_SQL.has(name)) return `write the statement as a template behind \`${name}\``;
  if (name === 'sql' && callee?.type === 'Identifier') return 'write the fragment as a template behind `sql`';
  if (name !== 'rawSql' || isConstant(call)) return null;
  return '`rawSql` takes a constant, never what was put together from data';
}

/** Whether the only argument is a text, or a constant by its name. */
function isConstant(call: Node): boolean {
  const [first] = Array.isArray(call['arguments']) ? call['arguments'] : [];
  const argument: unknown = Object(first).expression;
  if (!isNode(argument)) return false;
  if (argument.type === 'Identifier') return /^[A-Z][A-Z0-9_]*$/.test(nameOf(argument) ?? '');
  return argument.type === 'StringLiteral' || nodesAt(argument, 'quasis').length === 1;
}

const finding = (file: string, line: number, message: string): Finding => ({
  file,
  line,
  rule: 'constant-statements',
  message,
});
