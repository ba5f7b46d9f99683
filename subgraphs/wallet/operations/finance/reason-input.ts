import { text } from '../../../../runtime/operations/parse-input.ts';

/** Most characters of a reason. */
const MAX_REASON_LENGTH = 500;

/** Why a person of finance does something, for the audit log. */
export const reasonInput = text('A reason', { max: MAX_REASON_LENGTH });
