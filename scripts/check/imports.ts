import { posix } from 'node:path';
import { isNode, type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { type Syntax, walk } from './syntax.ts';

/** One dependency of a file on another module. */
export interface Import {
  /** A path from the root for our own files, else as written. */
  readonly target: string;
  readonly own: boolean;
  /** Erased before running: `import type`, `export type … from`, `typeof import()`. */
  readonly typeOnly: boolean;
  /** By `import()`, when the code comes there. */
  readonly isDynamic: boolean;
  readonly line: number;
}

/** Every module that a file names: imports, re-exports, dynamic imports, types in place. */
export function importsOf(path: string, syntax: Syntax): readonly Import[] {
  const found: Import[] = [];
  walk(syntax.body, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== null)
      found.push({
        ...resolved(path, specifier),
        typeOnly: isErased(node),
        isDynamic: node.type === 'CallExpression',
        line: syntax.lineOf(node),
      });
    return undefined;
  });
  return found;
}

function specifierOf(node: Node): string | null {
  if (/^(Import|ExportAll|ExportNamed)Declaration$/.test(node.type)) return nameOf(nodeAt(node, 'source'));
  if (node.type === 'TsImportType') return nameOf(nodeAt(node, 'argument'));
  if (node.type === 'CallExpression' && nodeAt(node, 'callee')?.type === 'Import') return dynamicSpecifier(node);
  return null;
}

/** Of a template, the text before its first hole: enough to tell the folder. */
function dynamicSpecifier(call: Node): string | null {
  const args = call['arguments'];
  const first: unknown = Array.isArray(args) ? args[0] : null;
  const argument = typeof first === 'object' && first !== null && 'expression' in first ? first.expression : null;
  if (!isNode(argument)) return null;
  const quasi = nodesAt(argument, 'quasis')[0];
  return quasi === undefined ? nameOf(argument) : typeof quasi['raw'] === 'string' ? quasi['raw'] : null;
}

function isErased(node: Node): boolean {
  // `import { type A }` keeps the import itself under verbatimModuleSyntax, so it does not count.
  return node['typeOnly'] === true || node.type === 'TsImportType';
}

function resolved(path: string, specifier: string): Pick<Import, 'target' | 'own'> {
  const own = specifier.startsWith('.');
  return { own, target: own ? posix.normalize(posix.join(posix.dirname(path), specifier)) : specifier };
}
