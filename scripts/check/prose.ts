import { Kind, visit } from 'graphql';
import { commentsOf, literalsOf } from './comments.ts';
import { lineIndex } from './line-at.ts';
import { isTypeScript } from './paths.ts';
import type { Syntax } from './syntax.ts';
import type { SourceFile, Tree } from './tree.ts';

/** Text that people read in a file, with the line it begins on. */
export interface Passage {
  readonly text: string;
  readonly line: number;
}

/** What a file says to people: comments, texts in quotes, descriptions, the paragraphs of a document. */
export function passagesOf(tree: Tree, file: SourceFile): readonly Passage[] {
  if (isTypeScript(file.path)) {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : inTypeScript(file.text, syntax);
  }
  if (file.path.endsWith('.graphql')) return inGraphQL(tree, file);
  if (file.path.endsWith('.prisma')) return matches(file.text, /\/\/.*/g);
  if (/\.ya?ml$|(^|\/)(Dockerfile|run|\.env\.example)$/.test(file.path)) return matches(file.text, /(?<=^|\s)#.*/g);
  return file.path.endsWith('.md') ? inMarkdown(file.text) : [];
}

function inTypeScript(text: string, syntax: Syntax): readonly Passage[] {
  const lineAt = lineIndex(text);
  const literals = literalsOf(syntax);
  const texts = literals.filter(({ isRegExp, start, end }) => !isRegExp && /\w \w/.test(text.slice(start, end)));
  return [...commentsOf(text, literals), ...texts].map(({ start, end }) => ({
    text: text.slice(start, end),
    line: lineAt(start),
  }));
}

function inGraphQL(tree: Tree, file: SourceFile): readonly Passage[] {
  const document = tree.graphql(file);
  const descriptions: Passage[] = [];
  if (document === null) return descriptions;
  visit(document, {
    enter(node) {
      if (!('description' in node) || node.description?.kind !== Kind.STRING) return;
      descriptions.push({ text: node.description.value, line: node.description.loc?.startToken.line ?? 1 });
    },
  });
  return descriptions;
}

/** Paragraphs; code in fences and between backticks is left out. */
const inMarkdown = (text: string): readonly Passage[] =>
  matches(
    text.replace(/^```[\s\S]*?^```|^(?: {4}|\t).*$|`[^`\n]*`/gm, (code) => code.replace(/[^\n]/g, ' ')),
    /\S.*/g,
  );

function matches(text: string, pattern: RegExp): readonly Passage[] {
  const lineAt = lineIndex(text);
  return [...text.matchAll(pattern)].map((match) => ({ text: match[0], line: lineAt(match.index) }));
}
