import { text } from '../../../runtime/operations/parse-input.ts';

/** Longest message, in Unicode code points. */
export const MAX_TEXT_LENGTH = 4000;

/** Most files of one message. */
export const MAX_ATTACHMENTS = 10;

/** A message as people type it. */
export const MESSAGE_TEXT = text('A message', { max: MAX_TEXT_LENGTH });

/** A text that may be missing, where there are files. */
export const CAPTION = text('A message', { min: 0, max: MAX_TEXT_LENGTH });
