import { escapeMarkup } from './escape-markup.ts';

/** A page of a few lines without scripts and styles, for links in e-mails. `lines` are markup already. */
export const htmlDocument = (
  { locale, title }: { readonly locale: string; readonly title: string },
  lines: readonly string[],
): string =>
  [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">`,
    `<title>${escapeMarkup(title)}</title></head><body><h1>${escapeMarkup(title)}</h1>`,
    ...lines,
    '</body></html>',
  ].join('\n');
