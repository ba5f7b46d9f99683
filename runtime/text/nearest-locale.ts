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
