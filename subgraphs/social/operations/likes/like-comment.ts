import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { findComment } from '../comments/find-comment.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const INPUT = z.object({ commentId: z.string().max(100) });

type Needs = Pick<
  SocialContext,
  'caller' | 'now' | 'comments' | 'commentCounts' | 'commentViewers' | 'limits' | 'repository'
>;

/** Likes a comment as the viewer, and returns its id. */
export async function likeComment(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | TooManyAttempts>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const found = await findComment(context, parsed.value.commentId);
  if (!found.ok) return found;
  const { id } = found.value;
  const limited = await withinLimit(context, 'like', userId);
  if (!limited.ok) return limited;
  if (await context.repository.addCommentLike(id, userId, context.now())) await rescore(context, id);
  return done(id);
}

/** Brings the place of a comment among the others up to date, and forgets what was read of its likes. */
export async function rescore(
  { comments, commentCounts, commentViewers, repository }: Omit<Needs, 'caller' | 'now' | 'limits'>,
  commentId: string,
): Promise<void> {
  await repository.updateScore(commentId);
  for (const loader of [comments, commentCounts, commentViewers]) loader.clear(commentId);
}
