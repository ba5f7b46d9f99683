import { type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

const CONFIGURATION = 'runtime/settings/configuration.ts';
/** Prisma's own commands load their configuration without ours; it picks the domain from `DOMAIN`. */
const MAY_READ_ENVIRONMENT = new Set([CONFIGURATION, 'prisma.config.ts']);
/** Where the one real clock is made; everything else is handed `now`. */
const CLOCK = 'runtime/clock.ts';

/** The environment is read in one file, and domains and runtime know no clock but the one they are given. */
export const ambient = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree).flatMap((file) => {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : ambientReads(file, syntax);
  });

function ambientReads({ path }: SourceFile, syntax: Syntax): readonly Finding[] {
  const found: Finding[] = [];
  const clockBound = /^(subgraphs|runtime)\//.test(path) && path !== CLOCK;
  walk(syntax.body, (node) => {
    if (!MAY_READ_ENVIRONMENT.has(path) && readsEnvironment(node)) {
      const message = `process.env is read in ${CONFIGURATION} alone`;
      found.push({ file: path, line: syntax.lineOf(node), rule: 'environment', message });
    }
    if (clockBound && readsClock(node)) {
      const message = 'the time comes from `now()` of the host or context';
      found.push({ file: path, line: syntax.lineOf(node), rule: 'clock', message });
    }
    return undefined;
  });
  return found;
}

function readsEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression') return isProcess(nodeAt(node, 'object')) && propertyOf(node) === 'env';
  if (node.type === 'VariableDeclarator') {
    return isProcess(nodeAt(node, 'init')) && nodesAt(nodeAt(node, 'id'), 'properties').some(takesEnv);
  }
  if (node.type !== 'ImportDeclaration' || !/^(node:)?process$/.test(nameOf(nodeAt(node, 'source')) ?? ''))
    return false;
  return nodesAt(node, 'specifiers').some((one) => nameOf(nodeAt(one, 'imported') ?? nodeAt(one, 'local')) === 'env');
}

function readsClock(node: Node): boolean {
  const callee = nodeAt(node, 'callee');
  if (node.type === 'NewExpression') return nameOf(callee) === 'Date' && isEmpty(node['arguments']);
  if (node.type !== 'CallExpression') return false;
  return nameOf(callee) === 'Date' || (nameOf(nodeAt(callee, 'object')) === 'Date' && propertyOf(callee) === 'now');
}

const isProcess = (node: Node | null): boolean =>
  nameOf(node) === 'process' || (nameOf(nodeAt(node, 'object')) === 'globalThis' && propertyOf(node) === 'process');

const takesEnv = (property: Node): boolean => nameOf(nodeAt(property, 'key')) === 'env';

/** The name after the dot, or in brackets as a literal. */
const propertyOf = (member: Node | null): string | null =>
  nameOf(nodeAt(member, 'property')) ?? nameOf(nodeAt(member, 'property', 'expression'));

const isEmpty = (args: unknown): boolean => !Array.isArray(args) || args.length === 0;
