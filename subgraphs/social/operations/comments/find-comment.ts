import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { SocialContext } from '../../context.ts';
import type { Comment } from '../../repository/index.ts';

/** A comment that stands and that the viewer may see. */
export async function findComment(
  { comments }: Pick<SocialContext, 'comments'>,
  commentId: string,
): Promise<Result<Comment, NotFound>> {
  const comment = await comments.load(commentId);
  return comment === null || comment.deletedAt !== null ? noComment() : done(comment);
}

/** The refusal for a comment that does not exist or must not be known. */
export const noComment = () => notFound('There is no such comment.', 'commentId');
