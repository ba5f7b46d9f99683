import { parseSync } from '@swc/core';
import { lineIndex } from './line-at.ts';
import { isNode, type Node, nodeAt } from './nodes.ts';

/** A parsed TypeScript file. Offsets count from 0 in the text. */
export interface Syntax {
  readonly body: readonly Node[];
  startOf(node: Node): number;
  /** The line a node begins on, from 1. */
  lineOf(node: Node): number;
  /** The line a node ends on, from 1. */
  endLineOf(node: Node): number;
}

/** Parses TypeScript. Throws where it does not parse. */
export function parseSyntax(text: string, tsx = false): Syntax {
  // swc counts bytes; with every other code unit replaced, a byte is a code unit. Length and lines stay as they are.
  const ascii = text.replace(/[\u0080-\uffff]/g, '_');
  const statements: readonly unknown[] = parseSync(ascii, { syntax: 'typescript', target: 'es2024', tsx }).body;
  const lineAt = lineIndex(ascii);
  return {
    body: statements.filter(isNode),
    startOf,
    lineOf: (node) => lineAt(startOf(node)),
    endLineOf: (node) => lineAt(Math.max((node.span?.end ?? 1) - 2, 0)),
  };
}

/** Offsets of swc count from 1. A property has none of its own and begins with its key. */
function startOf(node: Node): number {
  const key = nodeAt(node, 'key');
  return node.span === undefined && key !== null ? startOf(key) : (node.span?.start ?? 1) - 1;
}

/** Visits every node under `roots`, parents before children. `visit` may answer false to leave out the children. */
export function walk(roots: readonly unknown[], visit: (node: Node) => boolean | undefined): void {
  const waiting: unknown[] = [...roots].reverse();
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (isNode(value) && visit(value) === false) continue;
    if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value).reverse());
  }
}
