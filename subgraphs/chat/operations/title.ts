import { text } from '../../../runtime/operations/parse-input.ts';
import { hasMixedScripts } from '../../../runtime/text/mixed-scripts.ts';
import { speaksForOperators } from '../../../runtime/text/operator-names.ts';

/** Longest name of a group or room, in Unicode code points. */
export const MAX_TITLE_LENGTH = 80;

/** A group's or room's name as people type it. */
export const TITLE = text('A name', { max: MAX_TITLE_LENGTH, singleLine: true }).refine(
  (title) => !hasMixedScripts(title),
  'A word of the name mixes scripts that are taken for each other.',
);

/** A name that everybody reads. */
export const PUBLIC_TITLE = TITLE.refine((title) => !speaksForOperators(title), 'This name is kept for the operators.');
