import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { noPost } from '../posts/own-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'posts' | 'postViewers' | 'repository'>;

/** Takes a post from the viewer's bookmarks, also one that they may no longer see, and returns its id. */
export async function unbookmarkPost(context: Needs, raw: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const named = await context.posts.load(parsed.value.postId);
  const postId = named?.repostOfId ?? parsed.value.postId;
  const isRemoved = await context.repository.removeBookmark(userId, postId);
  if (!isRemoved && named === null) return noPost();
  context.postViewers.clear(postId);
  return done(postId);
}
