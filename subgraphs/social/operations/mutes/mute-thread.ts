import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';
import { limitAction, type TooManyAttempts } from '../people/limit-action.ts';

interface Needs extends Pick<SocialContext, 'caller' | 'now' | 'graphLimits'> {
  readonly repository: Pick<SocialContext['repository'], 'muteThread'>;
  readonly posts: Pick<SocialContext['posts'], 'load'>;
}

/** The input of operations that name a post. */
export const THREAD = z.object({ postId: z.string() });

/** Ends notifications of comments on a post for the viewer, and takes it from their feeds. */
export async function muteThread(
  needs: Needs,
  input: unknown,
): Promise<Result<Post, InvalidInput | NotFound | TooManyAttempts>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(THREAD, input);
  if (!parsed.ok) return parsed;
  const post = await needs.posts.load(parsed.value.postId);
  if (post === null) return notFound('There is no such post.', 'postId');
  const limited = await limitAction(needs, 'mute');
  if (limited !== null) return limited;
  await needs.repository.muteThread(viewerId, post.id, needs.now());
  return done(post);
}
