import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';

const INPUT = z.object({ postId: z.string() });

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly posts: Pick<SocialContext['posts'], 'load'>;
  readonly repository: Pick<SocialContext['repository'], 'unhidePost'>;
}

/** Brings a post back into the feeds of the viewer. Repeating it changes nothing. */
export async function unhidePost(needs: Needs, input: unknown): Promise<Result<Post, InvalidInput | NotFound>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const post = await needs.posts.load(parsed.value.postId);
  if (post === null) return notFound('There is no such post.', 'postId');
  await needs.repository.unhidePost(viewerId, post.id);
  return done(post);
}
