import { escapeMarkup } from './escape-markup.ts';

/** A page of a few lines without scripts. `lines` are markup already, and `style` is a style sheet. */
export const htmlDocument = (
  { locale, title, style }: { readonly locale: string; readonly title: string; readonly style?: string },
  lines: readonly string[],
): string =>
  [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">`,
    `<title>${escapeMarkup(title)}</title>${style === undefined ? '' : `<style>${style}</style>`}</head><body><h1>${escapeMarkup(title)}</h1>`,
    ...lines,
    '</body></html>',
  ].join('\n');
