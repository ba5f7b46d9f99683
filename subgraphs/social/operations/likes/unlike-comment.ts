import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { findComment } from '../comments/find-comment.ts';
import { rescore } from './like-comment.ts';

const INPUT = z.object({ commentId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'comments' | 'commentCounts' | 'commentViewers' | 'repository'>;

/** Takes the viewer's like of a comment back, and returns its id. */
export async function unlikeComment(context: Needs, raw: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const found = await findComment(context, parsed.value.commentId);
  if (!found.ok) return found;
  if (await context.repository.removeCommentLike(found.value.id, userId)) await rescore(context, found.value.id);
  return done(found.value.id);
}
