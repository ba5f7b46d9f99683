import { nameOf, nodeAt } from './nodes.ts';
import { isTypeScript } from './paths.ts';
import { walk } from './syntax.ts';
import type { Finding, Tree } from './tree.ts';

/** Where connections and pools are made, each with a listener to its errors. */
const MAKES_CONNECTIONS = 'runtime/database/postgres-connections.ts';
const IMPORTS_PG = /\bfrom 'pg'/;

/** A connection of `pg` without an `error` listener ends its process when it is lost: they are made in one place, for tests too. */
export const databaseConnections = (tree: Tree): readonly Finding[] => {
  const found: Finding[] = [];
  for (const file of tree.files) {
    if (!isTypeScript(file.path) || file.path === MAKES_CONNECTIONS || !IMPORTS_PG.test(file.text)) continue;
    const syntax = tree.syntax(file);
    if (syntax === null) continue;
    walk(syntax.body, (node) => {
      const callee = node.type === 'NewExpression' ? nodeAt(node, 'callee') : null;
      const made = nameOf(callee) ?? nameOf(nodeAt(callee, 'property'));
      if (made === 'Client' || made === 'Pool') {
        const message = `connections of pg are made by ${MAKES_CONNECTIONS} alone`;
        found.push({ file: file.path, line: syntax.lineOf(node), rule: 'database-connections', message });
      }
      return undefined;
    });
  }
  return found;
};
