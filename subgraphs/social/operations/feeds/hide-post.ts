import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';

const INPUT = z.object({
  postId: z.string(),
  reason: z.enum(['NOT_INTERESTED', 'SEEN_ENOUGH', 'OFFENSIVE', 'SPAM', 'OTHER']).nullish(),
});

interface Needs extends Pick<SocialContext, 'caller' | 'now'> {
  readonly posts: Pick<SocialContext['posts'], 'load'>;
  readonly repository: Pick<SocialContext['repository'], 'hidePost'>;
}

/** Takes a post from the feeds of the viewer. Repeated, it changes the reason at most. */
export async function hidePost(needs: Needs, input: unknown): Promise<Result<Post, InvalidInput | NotFound>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { postId, reason } = parsed.value;
  const post = await needs.posts.load(postId);
  if (post === null || post.number === null) return notFound('There is no such post.', 'postId');
  await needs.repository.hidePost(viewerId, postId, reason ?? null, needs.now());
  return done(post);
}
