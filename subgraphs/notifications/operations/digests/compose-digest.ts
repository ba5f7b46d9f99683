import { escapeMarkup } from '../templates/escape-markup.ts';
import { type RenderedText, renderTemplate, type TemplateText } from '../templates/render-template.ts';

/** Name of the template that digests are written by; its placeholders are `count` and `items`. */
export const DIGEST_TEMPLATE = 'notifications.digest';

/** A letter is to be read: what is beyond is counted, and stands in the inbox. */
const MAX_ITEMS = 50;

/** Where the list goes; the paragraph that holds nothing else becomes the list. */
const ITEMS = /<p>\{\{\s*items\s*\}\}<\/p>|\{\{\s*items\s*\}\}/g;

/** One letter of several texts, in their order. The texts' own values have been escaped already. */
export function composeDigest(template: TemplateText, texts: readonly RenderedText[]): RenderedText {
  const frame = renderTemplate(template, { count: String(texts.length) });
  const shown = texts.slice(0, MAX_ITEMS);
  const beyond = texts.length > MAX_ITEMS ? `+ ${texts.length - MAX_ITEMS}` : null;
  const lines = shown.map(({ title, body }) => `• ${title}: ${body.replaceAll(/\s+/g, ' ').trim()}`);
  const entries = shown.map(({ title, html }) => `<li><b>${escapeMarkup(title)}</b>\n${html}</li>`);
  if (beyond !== null) {
    lines.push(beyond);
    entries.push(`<li>${beyond}</li>`);
  }
  return {
    title: frame.title,
    body: frame.body.replaceAll(ITEMS, () => lines.join('\n')),
    html: frame.html.replaceAll(ITEMS, () => `<ul>\n${entries.join('\n')}\n</ul>`),
  };
}
