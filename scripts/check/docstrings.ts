import { commentsOf, literalsOf } from './comments.ts';
import { objectionTo } from './description.ts';
import { lineIndex } from './line-at.ts';
import { type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import type { Syntax } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/**
 * An exported function whose body is more than one expression has a docstring; types, constants and short functions may
 * speak for themselves. A docstring that is there says what the name does not.
 */
export const docstrings = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree).flatMap((file) => {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : [...undocumented(file, syntax), ...empty(file, syntax)];
  });

function undocumented({ path, text }: SourceFile, syntax: Syntax): readonly Finding[] {
  const seen = new Set<string>();
  return exportsOf(syntax).flatMap(({ name, node }) => {
    // Of an overloaded function, the first signature speaks for all.
    if (seen.has(name)) return [];
    seen.add(name);
    if (!hasBlockBody(node, name) || endsInDocstring(text.slice(0, syntax.startOf(node)))) return [];
    const message = `the exported function \`${name}\` has no docstring`;
    return [{ file: path, line: syntax.lineOf(node), rule: 'docstrings', message }];
  });
}

/** Whether a statement declares `name` as a function with statements in braces, or as an overload of one. */
function hasBlockBody(statement: Node, name: string): boolean {
  const declaration = nodeAt(statement, 'declaration') ?? statement;
  if (declaration.type === 'FunctionDeclaration') return true;
  const declarator = nodesAt(declaration, 'declarations').find((one) => nameOf(nodeAt(one, 'id')) === name);
  return nodeAt(declarator ?? null, 'init', 'body')?.type === 'FunctionBody';
}

/** Docstrings that say nothing, of exports and of everything else. */
function empty({ path, text }: SourceFile, syntax: Syntax): readonly Finding[] {
  const lineAt = lineIndex(text);
  return commentsOf(text, literalsOf(syntax)).flatMap(({ start, end }) => {
    const comment = text.slice(start, end);
    const objection = /^\/\*\*[^/]/.test(comment) ? objectionTo(wordingOf(comment), nameAfter(text, end)) : null;
    return objection === null ? [] : [{ file: path, line: lineAt(start), rule: 'docstrings', message: objection }];
  });
}

const wordingOf = (comment: string): string =>
  comment
    .slice(3, -2)
    .replace(/^\s*\*/gm, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The name that is declared behind a docstring; empty where it documents no name. */
const nameAfter = (text: string, offset: number): string =>
  /^\s*(?:(?:export|default|declare|async|function|const|let|readonly|interface|type|class|static|get|set)\s+)*\*?([\w$]+)/.exec(
    text.slice(offset, offset + 200),
  )?.[1] ?? '';

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
