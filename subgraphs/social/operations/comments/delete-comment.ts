import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic } from '../../events.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { noComment } from './find-comment.ts';
import { takeComment } from './remove-comment.ts';

const INPUT = z.object({ commentId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'now' | 'comments' | 'posts' | 'postCounts' | 'repository' | 'signals'>;

/** Deletes a comment of the viewer, or one on a post of theirs, and returns its id. A stub that stands stays as it is. */
export async function deleteComment(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { commentId } = parsed.value;
  const comment = await context.comments.load(commentId);
  if (comment === null) return noComment();
  if (comment.deletedAt !== null) return done(commentId);
  const post = await context.posts.load(comment.postId);
  if (comment.authorId !== viewerId && post?.authorId !== viewerId)
    return notPermitted('Only its author and the author of the post can delete a comment.', 'commentId');
  await context.repository.transaction(async (store) => {
    const locked = await store.lockComment(commentId);
    if (locked !== null && locked.deletedAt === null) await takeComment(store, locked, context.now());
  });
  context.comments.clear(commentId);
  context.postCounts.clear(comment.postId);
  await Promise.all([
    context.signals.notify(engagementTopic(comment.postId), {}),
    notifyWork(context.signals, 'social'),
  ]);
  return done(commentId);
}
