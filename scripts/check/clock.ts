import { type Node, nameOf, nodeAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import { walk } from './syntax.ts';
import type { Finding, Tree } from './tree.ts';

/** Where the one real clock is made; everything else is handed `now`. */
const CLOCK = 'runtime/clock.ts';

/** Methods that change a `Date`: the one that `now()` gave may be held by others. */
const DATE_SETTERS = /^set(UTC)?(Date|FullYear|Hours|Milliseconds|Minutes|Month|Seconds|Time)$/;

/** Domains and runtime know no clock but the one they are given, and change no time that it gave. */
export const clock = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree)
    .filter(({ path }) => /^(subgraphs|runtime)\//.test(path) && path !== CLOCK)
    .flatMap((file) => {
      const found: Finding[] = [];
      const syntax = tree.syntax(file);
      walk(syntax?.body ?? [], (node) => {
        const line = syntax?.lineOf(node) ?? 1;
        const message = readsClock(node)
          ? 'the time comes from `now()` of the host or context'
          : 'make another `Date` instead of changing one';
        if (readsClock(node) || changesDate(node)) found.push({ file: file.path, line, rule: 'clock', message });
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

const changesDate = (node: Node): boolean =>
  node.type === 'CallExpression' && DATE_SETTERS.test(propertyOf(nodeAt(node, 'callee')) ?? '');

/** The name after the dot, or in brackets as a literal. */
const propertyOf = (member: Node | null): string | null =>
  nameOf(nodeAt(member, 'property')) ?? nameOf(nodeAt(member, 'property', 'expression'));

const isEmpty = (args: unknown): boolean => !Array.isArray(args) || args.length === 0;
