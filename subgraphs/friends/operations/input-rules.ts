import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';

/** Longest id a client may send; ours have 40 characters. */
const MAX_ID_LENGTH = 100;

/** An id as a client sends it: any text, since an id that does not exist is refused as such. */
export const id = text('An id', { max: MAX_ID_LENGTH, singleLine: true });

/** Input that names one person. */
export const PERSON_INPUT = z.object({ userId: id });

/** Input that names one friend request. */
export const REQUEST_INPUT = z.object({ requestId: id });
