/** Photos on profiles: whose, and what each shows. */
export const ALBUMS: readonly { readonly owner: string; readonly titles: readonly string[] }[] = [
  { owner: 'ada', titles: ['The north face at seven', 'Above the clouds'] },
  { owner: 'noor', titles: ['The old harbour', 'Where the map ends'] },
  { owner: 'yuki', titles: ['Rain, first roll', 'Rain, second roll'] },
];

/** A file in a message. */
export const RECIPE = {
  from: 'mira',
  to: 'noor',
  fileName: 'soup.pdf',
  text: 'The soup, as promised.',
  lines: ['Sunday soup', '', '3 leeks, 2 potatoes, 1 litre of stock.', 'Simmer for half an hour (no sea monsters).'],
} as const;
