import { type Node, nodeAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** No `as` without a comment on its line or the line above that gives the reason or the check, and no `let a!`. */
export const assertions = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree).flatMap((file) => {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : assertionsIn(file, syntax);
  });

function assertionsIn({ path, text }: SourceFile, syntax: Syntax): readonly Finding[] {
  const found: Finding[] = [];
  const lines = text.split('\n');
  walk(syntax.body, (node) => {
    const message = objection(node, () => explained(node, syntax, lines));
    if (message !== null) found.push({ file: path, line: lineOf(node, syntax), rule: 'assertions', message });
    return undefined;
  });
  return found;
}

function objection(node: Node, isExplained: () => boolean): string | null {
  if (node['definite'] === true) return 'no `!`: handle the absence';
  if (node.type !== 'TsAsExpression' && node.type !== 'TsTypeAssertion') return null;
  return isExplained() ? null : 'no `as` without a comment that gives the reason or the check';
}

/** The line of the asserted type: a chain may begin many lines above it. */
const lineOf = (node: Node, syntax: Syntax): number => syntax.lineOf(nodeAt(node, 'typeAnnotation') ?? node);

function explained(node: Node, syntax: Syntax, lines: readonly string[]): boolean {
  const last = lineOf(node, syntax);
  return [syntax.lineOf(node), last, syntax.endLineOf(node)].some(
    (line) => /\/\/ |\/\*/.test(lines[line - 1] ?? '') || /^\s*(\/\/|\/\*|\*)|\*\/\s*$/.test(lines[line - 2] ?? ''),
  );
}
