import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { noPost } from '../posts/own-post.ts';
import { findShown } from '../posts/shown-post.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'now' | 'limits' | 'posts' | 'postViewers' | 'repository'>;

/** Keeps a post for the viewer, and returns its id; of a repost, the post that it shows. */
export async function bookmarkPost(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | TooManyAttempts>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const post = await findShown(context, parsed.value.postId);
  if (post === null) return noPost();
  const limited = await withinLimit(context, 'bookmark', userId);
  if (!limited.ok) return limited;
  await context.repository.addBookmark(userId, post.id, context.now());
  context.postViewers.clear(post.id);
  return done(post.id);
}
