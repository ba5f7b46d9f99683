import { isNode, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, Tree } from './tree.ts';

const PREFIX = /^[a-z]{2,5}$/;

/** The id prefixes that domains declare in their definitions are well formed, and no two domains share one. */
export function idPrefixes(tree: Tree): readonly Finding[] {
  const owners = new Map<string, string>();
  return tree.files
    .filter(({ path }) => /^subgraphs\/[^/]+\/index\.ts$/.test(path))
    .flatMap((file) => {
      const syntax = tree.syntax(file);
      return syntax === null ? [] : declared(syntax).map((one) => ({ ...one, path: file.path }));
    })
    .flatMap(({ prefix, line, path }) => {
      const owner = owners.get(prefix);
      owners.set(prefix, owner ?? path);
      const malformed = `the id prefix \`${prefix}\` is not two to five small letters`;
      const taken = `the id prefix \`${prefix}\` is taken by ${owner}`;
      return [
        ...(PREFIX.test(prefix) ? [] : [{ file: path, line, rule: 'id-prefixes', message: malformed }]),
        ...(owner === undefined ? [] : [{ file: path, line, rule: 'id-prefixes', message: taken }]),
      ];
    });
}

function declared(syntax: Syntax): readonly { prefix: string; line: number }[] {
  const found: { prefix: string; line: number }[] = [];
  walk(syntax.body, (node) => {
    if (node.type !== 'KeyValueProperty' || nameOf(nodeAt(node, 'key')) !== 'ids') return undefined;
    for (const property of nodesAt(nodeAt(node, 'value'), 'properties')) {
      const key = nodeAt(property, 'key');
      if (isNode(key)) found.push({ prefix: nameOf(key) ?? '', line: syntax.lineOf(key) });
    }
    return false;
  });
  return found;
}
