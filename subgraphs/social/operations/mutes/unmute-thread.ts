import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';
import { THREAD } from './mute-thread.ts';

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly repository: Pick<SocialContext['repository'], 'unmuteThread'>;
  readonly posts: Pick<SocialContext['posts'], 'load'>;
}

/** Ends the mute of a thread; without one nothing changes. Null for a post that the viewer may no longer see. */
export async function unmuteThread(
  { caller, repository, posts }: Needs,
  input: unknown,
): Promise<Result<Post | null, InvalidInput | NotFound>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(THREAD, input);
  if (!parsed.ok) return parsed;
  const { postId } = parsed.value;
  const [post, isEnded] = await Promise.all([posts.load(postId), repository.unmuteThread(viewerId, postId)]);
  return post === null && !isEnded ? notFound('There is no such post.', 'postId') : done(post);
}
