import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { NotPermitted } from '../shared/refusals.ts';
import { findOwnPost } from './own-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

/** Takes a post from the top of the viewer's profile, and returns its id. */
export async function unpinPost(
  context: Pick<SocialContext, 'caller' | 'posts' | 'repository'>,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const own = await findOwnPost(context, viewerId, parsed.value.postId);
  if (!own.ok) return own;
  await context.repository.transaction((store) => store.pinPost(own.value, null, 0));
  context.posts.clear(own.value.id);
  return done(own.value.id);
}
