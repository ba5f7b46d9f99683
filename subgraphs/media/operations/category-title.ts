import { text } from '../../../runtime/operations/parse-input.ts';

const MAX_TITLE_LENGTH = 80;

/** A title of which a slug can be made. */
export const categoryTitle = text('A title', { max: MAX_TITLE_LENGTH, singleLine: true }).refine(
  (title) => slugOf(title) !== '',
  'A title needs a letter or a digit.',
);

/** Small letters and digits of any script, with single hyphens between them: `Rock & Roll` becomes `rock-roll`. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[^\p{Ll}\p{Lo}\p{Nd}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
