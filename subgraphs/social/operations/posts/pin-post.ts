import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { type InvalidState, invalidState, type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { findOwnPost } from './own-post.ts';

/** Most posts at the top of a profile. */
const MAX_PINNED = 3;

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<SocialContext, 'caller' | 'now' | 'posts' | 'repository'>;

/** Shows a post at the top of the viewer's profile, and returns its id. */
export async function pinPost(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted | InvalidState>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const own = await findOwnPost(context, viewerId, parsed.value.postId);
  if (!own.ok) return own;
  const post = own.value;
  if (post.number === null)
    return invalidState(
      'Publish the post before you pin it.',
      post.publishAt === null ? 'DRAFT' : 'SCHEDULED',
      ['PUBLISHED'],
      'postId',
    );
  if (post.repostOfId !== null) return notPermitted('A repost cannot be pinned.', 'postId');
  const isPinned = await context.repository.transaction((store) => store.pinPost(post, context.now(), MAX_PINNED));
  if (!isPinned) return notPermitted(`Three posts are pinned already: unpin one first.`, 'postId');
  context.posts.clear(post.id);
  return done(post.id);
}
