import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';

/** Longest id a client may send; ours have 40 characters. */
const MAX_ID_LENGTH = 100;

/** An id as a client sends it: any text, since an id that does not exist is refused as such. */
export const id = text('An id', { max: MAX_ID_LENGTH, singleLine: true });

/** Input that names one person. */
export const PERSON_INPUT = z.object({ userId: id });

/** A nickname as a client sends it: any text, since one that does not exist is refused as such. */
export const nickname = text('A nickname', { max: 100, singleLine: true });

const REQUEST_OR_NICKNAME = 'Give either a requestId or a nickname.';
const PERSON_OR_NICKNAME = 'Give either a userId or a nickname.';

/** Input that names one friend request, by its id or by the nickname of the other person. */
export const REQUEST_INPUT = z
  .object({ requestId: id.nullish(), nickname: nickname.nullish() })
  .refine((input) => input.requestId != null || input.nickname != null, {
    error: REQUEST_OR_NICKNAME,
    path: ['requestId'],
  })
  .refine((input) => input.requestId == null || input.nickname == null, REQUEST_OR_NICKNAME);

/** Input that names one friend, by their id or nickname. */
export const FRIEND_INPUT = z
  .object({ userId: id.nullish(), nickname: nickname.nullish() })
  .refine((input) => input.userId != null || input.nickname != null, { error: PERSON_OR_NICKNAME, path: ['userId'] })
  .refine((input) => input.userId == null || input.nickname == null, PERSON_OR_NICKNAME);
