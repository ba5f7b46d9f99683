import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { engagementTopic } from '../../events.ts';
import type { NotPermitted } from '../shared/refusals.ts';
import { findOwnPost, noPost } from './own-post.ts';
import { removePost } from './remove-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'now' | 'posts' | 'repository' | 'signals'>;

/** Deletes a post of the viewer, and returns its id. */
export async function deletePost(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const own = await findOwnPost(context, viewerId, parsed.value.postId);
  if (!own.ok) return own;
  const { id } = own.value;
  const isRemoved = await context.repository.transaction(async (store) => {
    const post = await store.lockPost(id);
    if (post !== null) await removePost(store, post, context.now());
    return post !== null;
  });
  if (!isRemoved) return noPost();
  context.posts.clear(id);
  await Promise.all([notifyWork(context.signals, 'social'), context.signals.notify(engagementTopic(id), {})]);
  return done(id);
}
