import { z } from 'zod';
import { idempotencyKey } from '../../../../runtime/idempotency/once.ts';
import { text } from '../../../../runtime/operations/parse-input.ts';

const id = z.string().max(100);

/** Longest comment of a like, in Unicode code points. */
export const MAX_COMMENT_LENGTH = 300;

/** A like or superlike. */
export const LIKE_INPUT = z.object({
  userId: id,
  comment: text('A comment', { max: MAX_COMMENT_LENGTH }).nullish(),
  on: z
    .object({ photoId: id.nullish(), promptId: id.nullish() })
    .refine(({ photoId, promptId }) => (photoId == null) !== (promptId == null), 'Name a photo or a prompt.')
    .nullish(),
  candidateToken: z.string().max(1_000).nullish(),
  idempotencyKey: idempotencyKey.nullish(),
});
