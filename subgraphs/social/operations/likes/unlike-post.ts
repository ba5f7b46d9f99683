import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { noPost } from '../posts/own-post.ts';
import { findShown } from '../posts/shown-post.ts';
import { announceLikes } from './like-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'posts' | 'postCounts' | 'postViewers' | 'repository' | 'signals'>;

/** Takes the viewer's like of a post back, and returns its id. */
export async function unlikePost(context: Needs, raw: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const post = await findShown(context, parsed.value.postId);
  if (post === null) return noPost();
  if (await context.repository.removePostLike(post.id, userId)) await announceLikes(context, post.id);
  return done(post.id);
}
