import { type Syntax, walk } from './syntax.ts';

/** A stretch of a text; offsets count from 0. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A string, a part of a template or a regular expression. */
export interface Literal extends Span {
  readonly isRegExp: boolean;
}

/** The comments of a file, in order; what looks like one within a literal is none. */
export function commentsOf(text: string, literals: readonly Literal[]): readonly Span[] {
  const comments = blankedOut(text, literals).matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g);
  return [...comments].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** The literals of a file, in order. */
export function literalsOf(syntax: Syntax): readonly Literal[] {
  const literals: Literal[] = [];
  walk(syntax.body, (node) => {
    if (/^(StringLiteral|TemplateElement|RegExpLiteral|JSXText)$/.test(node.type)) {
      const isRegExp = node.type === 'RegExpLiteral';
      literals.push({ isRegExp, start: syntax.startOf(node), end: (node.span?.end ?? 1) - 1 });
    }
    return undefined;
  });
  return literals.sort((left, right) => left.start - right.start);
}

function blankedOut(text: string, literals: readonly Literal[]): string {
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end } of literals) {
    if (start < position) continue;
    pieces.push(text.slice(position, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    position = end;
  }
  return pieces.join('') + text.slice(position);
}
