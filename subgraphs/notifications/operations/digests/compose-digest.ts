import { escapeMarkup } from '../../../../runtime/text/escape-markup.ts';
import { type RenderedText, renderTemplate, type TemplateText } from '../templates/render-template.ts';

/** Name of the digest template, whose placeholders are `count` and `items`. */
export const DIGEST_TEMPLATE = 'notifications.digest';

/** Maximum number of listed items; the others are only counted. */
const MAX_ITEMS = 50;

/** The placeholder of the list, with its paragraph if it is alone in it. */
const ITEMS = /<p>\{\{\s*items\s*\}\}<\/p>|\{\{\s*items\s*\}\}/g;

/** Combines several texts into one email, in their order. Values in the texts are escaped already. */
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
