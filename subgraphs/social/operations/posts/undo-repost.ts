import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic } from '../../events.ts';
import { noPost } from './own-post.ts';
import { removePost } from './remove-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'now' | 'posts' | 'postCounts' | 'postViewers' | 'repository' | 'signals'>;

/**
 * Takes a repost of the viewer back, also of a post that they may no longer see, and returns the id of the post that was
 * shown.
 */
export async function undoRepost(context: Needs, raw: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const named = await context.posts.load(parsed.value.postId);
  const shownId = named?.repostOfId ?? parsed.value.postId;
  const isUndone = await context.repository.transaction(async (store) => {
    const id = await store.findRepost(authorId, shownId);
    const own = id === null ? null : await store.lockPost(id);
    if (own !== null) await removePost(store, own, context.now());
    return own !== null;
  });
  if (!isUndone) return named === null ? noPost() : done(shownId);
  for (const loader of [context.posts, context.postCounts, context.postViewers]) loader.clear(shownId);
  await Promise.all([notifyWork(context.signals, 'social'), context.signals.notify(engagementTopic(shownId), {})]);
  return done(shownId);
}
