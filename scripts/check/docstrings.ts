import { type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import type { Syntax } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** Every export of ours carries a docstring; re-exports and `export default` are left to what they name. */
export const docstrings = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree).flatMap((file) => {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : undocumented(file, syntax);
  });

function undocumented({ path, text }: SourceFile, syntax: Syntax): readonly Finding[] {
  const seen = new Set<string>();
  return exportsOf(syntax).flatMap(({ name, node }) => {
    // Of an overloaded function, the first signature speaks for all.
    if (seen.has(name)) return [];
    seen.add(name);
    if (endsInDocstring(text.slice(0, syntax.startOf(node)))) return [];
    const message = `the export \`${name}\` has no docstring`;
    return [{ file: path, line: syntax.lineOf(node), rule: 'docstrings', message }];
  });
}

/** What a file exports, with the statement whose docstring counts. */
function exportsOf(syntax: Syntax): readonly { name: string; node: Node }[] {
  const declared = new Map(syntax.body.flatMap((node) => namesOf(node).map((name) => [name, node])));
  return syntax.body.flatMap((node) => {
    if (node.type === 'ExportDeclaration') {
      return namesOf(nodeAt(node, 'declaration')).map((name) => ({ name, node }));
    }
    if (node.type !== 'ExportNamedDeclaration' || nodeAt(node, 'source') !== null) return [];
    return nodesAt(node, 'specifiers').flatMap((one) => {
      const name = nameOf(nodeAt(one, 'orig')) ?? '';
      const declaration = declared.get(name);
      return declaration === undefined ? [] : [{ name, node: declaration }];
    });
  });
}

function namesOf(declaration: Node | null): readonly string[] {
  const variables = nodesAt(declaration, 'declarations').map((one) => nameOf(nodeAt(one, 'id')) ?? 'const');
  if (variables.length > 0) return variables;
  const name = nameOf(nodeAt(declaration, 'identifier') ?? nodeAt(declaration, 'id'));
  return name === null ? [] : [name];
}

function endsInDocstring(before: string): boolean {
  const text = before.trimEnd();
  if (!text.endsWith('*/')) return false;
  // What lies after the comment before it: an opening can stand within a docstring too, as in `operations/*.graphql`.
  const own = text.slice(text.lastIndexOf('*/', text.length - 3) + 1, -2);
  return /^[ \t]*\/\*\*[\s\S]*\w/m.test(own);
}
