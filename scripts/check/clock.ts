import { type Node, nameOf, nodeAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import { walk } from './syntax.ts';
import type { Finding, Tree } from './tree.ts';

/** Where the one real clock is made; everything else is handed `now`. */
const CLOCK = 'runtime/clock.ts';

/** Domains and runtime know no clock but the one they are given. */
export const clock = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree)
    .filter(({ path }) => /^(subgraphs|runtime)\//.test(path) && path !== CLOCK)
    .flatMap((file) => {
      const found: Finding[] = [];
      const syntax = tree.syntax(file);
      walk(syntax?.body ?? [], (node) => {
        const line = syntax?.lineOf(node) ?? 1;
        const message = 'the time comes from `now()` of the host or context';
        if (readsClock(node)) found.push({ file: file.path, line, rule: 'clock', message });
        return undefined;
      });
      return found;
    });

function readsClock(node: Node): boolean {
  const callee = nodeAt(node, 'callee');
  if (node.type === 'NewExpression') return nameOf(callee) === 'Date' && isEmpty(node['arguments']);
  if (node.type !== 'CallExpression') return false;
  return nameOf(callee) === 'Date' || (nameOf(nodeAt(callee, 'object')) === 'Date' && propertyOf(callee) === 'now');
}

/** The name after the dot, or in brackets as a literal. */
const propertyOf = (member: Node | null): string | null =>
  nameOf(nodeAt(member, 'property')) ?? nameOf(nodeAt(member, 'property', 'expression'));

const isEmpty = (args: unknown): boolean => !Array.isArray(args) || args.length === 0;
