import { text } from '../../../runtime/operations/parse-input.ts';
import { slugOf } from '../../../runtime/text/slug-of.ts';

const MAX_TITLE_LENGTH = 80;

/** A title of which a slug can be made. */
export const categoryTitle = text('A title', { max: MAX_TITLE_LENGTH, singleLine: true }).refine(
  (title) => slugOf(title) !== '',
  'A title needs a letter or a digit.',
);
