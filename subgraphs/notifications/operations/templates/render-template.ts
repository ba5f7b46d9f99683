import { escapeMarkup } from './escape-markup.ts';

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
 * they are escaped, including attributes. Placeholders without a value are shown in braces.
 */
export function renderTemplate(text: TemplateText, values: Readonly<Record<string, string>>): RenderedText {
  const fill = (pattern: string, encode: (value: string) => string): string =>
    pattern.replaceAll(PLACEHOLDER, (whole, name: string) =>
      Object.hasOwn(values, name) ? encode(plain(values[name] ?? '')) : whole,
    );
  const same = (value: string) => value;
  return {
    title: fill(text.title, same).replaceAll(/\s+/g, ' ').trim(),
    body: fill(text.body, same),
    html: fill(text.html ?? markupOf(text.body), escapeMarkup),
  };
}

/** The closest locale: the same, else the same language, else `en`, else the first one. */
export function nearestLocale<Text extends { readonly locale: string }>(
  texts: readonly Text[],
  locale: string,
): Text | null {
  const language = locale.split('-')[0];
  const find = (candidate: string | undefined) => texts.find((text) => text.locale === candidate);
  return (
    find(locale) ??
    find(language) ??
    texts.find((text) => text.locale.split('-')[0] === language) ??
    find('en') ??
    texts[0] ??
    null
  );
}

const plain = (value: string): string => value.replaceAll(/\s+/g, ' ').replaceAll(UNSAFE, '').trim();

/** Paragraphs where the text has empty lines. */
const markupOf = (body: string): string =>
  body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeMarkup(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n');
