import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic } from '../../events.ts';
import { noPost } from '../posts/own-post.ts';
import { findShown } from '../posts/shown-post.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<
  SocialContext,
  'caller' | 'now' | 'limits' | 'posts' | 'postCounts' | 'postViewers' | 'repository' | 'signals'
>;

/** Likes a post as the viewer, and returns its id; of a repost, the post that it shows is liked. */
export async function likePost(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted | TooManyAttempts>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const named = await context.posts.load(parsed.value.postId);
  if (named !== null && named.number === null) return notPermitted('A draft cannot be liked.', 'postId');
  const post = await findShown(context, parsed.value.postId);
  if (post === null) return noPost();
  const limited = await withinLimit(context, 'like', userId);
  if (!limited.ok) return limited;
  const isNew = await context.repository.addPostLike(post.id, userId, context.now());
  if (isNew) await announceLikes(context, post.id);
  return done(post.id);
}

/** Forgets what was read of the likes of a post, and signals whoever watches its counts. */
export async function announceLikes(
  { postCounts, postViewers, signals }: Pick<Needs, 'postCounts' | 'postViewers' | 'signals'>,
  postId: string,
): Promise<void> {
  postCounts.clear(postId);
  postViewers.clear(postId);
  await signals.notify(engagementTopic(postId), {});
}
