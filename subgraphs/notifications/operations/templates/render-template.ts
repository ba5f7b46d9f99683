import { escapeMarkup } from '../../../../runtime/text/escape-markup.ts';

/** A text with placeholders. */
export interface TemplateText {
  readonly title: string;
  readonly body: string;
  readonly html: string | null;
}

/** A text whose placeholders are replaced. */
export interface RenderedText {
  /** A single line of text. */
  readonly title: string;
  readonly body: string;
  readonly html: string;
}

const PLACEHOLDER = /\{\{\s*([a-zA-Z][a-zA-Z0-9_]{0,39})\s*\}\}/g;

/** Control characters, and marks that turn the direction of what follows: a name must not rewrite the rest of a sentence. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Names of a text's placeholders, in order of appearance. */
export function placeholdersOf({ title, body, html }: TemplateText): string[] {
  const found = [title, body, html ?? ''].flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name));
  return [...new Set(found.filter((name) => name !== undefined))];
}

/**
 * Replaces placeholders once: a value that looks like a placeholder is kept. Values are one line of plain text; in markup
 * they are escaped, including attributes. Placeholders without a value are shown in braces; where a value is null, the
 * paragraph is left out.
 */
export function renderTemplate(text: TemplateText, values: Readonly<Record<string, string | null>>): RenderedText {
  const fill = (pattern: string, encode: (value: string) => string): string =>
    withoutNulls(pattern, values).replaceAll(PLACEHOLDER, (whole, name: string) =>
      Object.hasOwn(values, name) ? encode(plain(values[name] ?? '')) : whole,
    );
  const same = (value: string) => value;
  return {
    title: fill(text.title, same).replaceAll(/\s+/g, ' ').trim(),
    body: fill(text.body, same),
    html: fill(text.html ?? markupOf(text.body), escapeMarkup),
  };
}

/** A text without the paragraphs of which a value is null. */
const withoutNulls = (pattern: string, values: Readonly<Record<string, string | null>>): string => {
  if (!Object.values(values).includes(null)) return pattern;
  const isWhole = (paragraph: string): boolean =>
    [...paragraph.matchAll(PLACEHOLDER)].every(([, name = '']) => values[name] !== null);
  return pattern
    .split(/\n{2,}/)
    .filter(isWhole)
    .join('\n\n');
};

const plain = (value: string): string => value.replaceAll(/\s+/g, ' ').replaceAll(UNSAFE, '').trim();

/** Paragraphs where the text has empty lines. */
const markupOf = (body: string): string =>
  body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeMarkup(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n');
