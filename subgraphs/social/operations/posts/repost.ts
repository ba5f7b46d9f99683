import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { PostDraft } from '../../repository/index.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { announcePost } from './announce-post.ts';
import { noPost } from './own-post.ts';
import { publishPost, publishRepost } from './publish-post.ts';
import { findShown } from './shown-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

type Needs = Pick<
  SocialContext,
  'caller' | 'now' | 'limits' | 'posts' | 'postViewers' | 'repository' | 'signals' | 'streams'
>;

/** Shows a post to those who follow the viewer, and returns the id of the repost: of the first one, when repeated. */
export async function repost(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted | TooManyAttempts>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const shown = await findShown(context, parsed.value.postId);
  if (shown === null) return noPost();
  const viewer = await context.postViewers.load(shown.id);
  if (viewer?.canRepost !== true) return notPermitted('Only posts that everybody may see can be reposted.', 'postId');
  const limited = await withinLimit(context, 'repost', authorId);
  if (!limited.ok) return limited;
  const at = context.now();
  const draft = draftOf(authorId, shown.id, at);
  const existing = await context.repository.transaction(async (store) => {
    if (!(await store.insertPost(draft))) return store.findRepost(authorId, shown.id);
    await publishRepost(store, shown, draft, at);
    await publishPost(store, draft, at);
    return null;
  });
  if (existing !== null) return done(existing);
  await announcePost(context, draft);
  return done(draft.id);
}

const draftOf = (authorId: string, repostOfId: string, at: Date): PostDraft => ({
  ...{ id: newId('pst', at), authorId, repostOfId, text: '', visibility: 'PUBLIC', replyPolicy: 'EVERYONE' },
  ...{ contentWarning: null, isSensitive: false, quotedPostId: null, language: null, publishAt: null },
  ...{ tags: [], links: [], fileIds: [], mentionedIds: [], createdAt: at },
});
