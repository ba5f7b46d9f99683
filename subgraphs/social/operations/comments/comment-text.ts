import { text } from '../../../../runtime/operations/parse-input.ts';

/** A comment as its author sends it; it may be empty where it has files. */
export const COMMENT_TEXT = text('A comment', { min: 0, max: 2_000 });
