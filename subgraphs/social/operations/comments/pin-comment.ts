import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { findComment } from './find-comment.ts';

const INPUT = z.object({ commentId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'comments' | 'posts' | 'repository'>;

/** Shows a comment above all others on a post of the viewer, and returns its id. */
export async function pinComment(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const found = await findComment(context, parsed.value.commentId);
  if (!found.ok) return found;
  const { id, postId, parentId } = found.value;
  const post = await context.posts.load(postId);
  if (post?.authorId !== viewerId) return notPermitted('Only the author of the post can do this.', 'commentId');
  if (parentId !== null) return notPermitted('Only comments that reply to no other can be pinned.', 'commentId');
  await context.repository.pinCommentOn(postId, id);
  context.posts.clear(postId);
  return done(id);
}
