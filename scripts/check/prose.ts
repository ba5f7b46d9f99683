import { Kind, visit } from 'graphql';
import { lineIndex } from './line-at.ts';
import { isTypeScript } from './paths.ts';
import { type Syntax, walk } from './syntax.ts';
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

const inTypeScript = (text: string, syntax: Syntax): readonly Passage[] => {
  const literals = literalsOf(syntax);
  const comments = matches(blankedOut(text, literals), /\/\*[\s\S]*?\*\/|\/\/.*/g);
  const lineAt = lineIndex(text);
  const texts = literals
    .filter(({ type }) => type !== 'RegExpLiteral')
    .map(({ start, end }) => ({ text: text.slice(start, end), line: lineAt(start) }))
    .filter((passage) => /\w \w/.test(passage.text));
  return [...comments, ...texts];
};

interface Literal {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Strings, parts of templates and regular expressions, in which `//` opens no comment. */
function literalsOf(syntax: Syntax): readonly Literal[] {
  const literals: Literal[] = [];
  walk(syntax.body, (node) => {
    if (/^(StringLiteral|TemplateElement|RegExpLiteral|JSXText)$/.test(node.type)) {
      literals.push({ type: node.type, start: syntax.startOf(node), end: (node.span?.end ?? 1) - 1 });
    }
    return undefined;
  });
  return literals;
}

function blankedOut(text: string, literals: readonly Literal[]): string {
  const sorted = [...literals].sort((left, right) => left.start - right.start);
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end } of sorted) {
    if (start < position) continue;
    pieces.push(text.slice(position, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    position = end;
  }
  return pieces.join('') + text.slice(position);
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
