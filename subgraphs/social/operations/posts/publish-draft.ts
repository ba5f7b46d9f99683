import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { invalidInput, type NotPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { announcePost } from './announce-post.ts';
import { checkQuoted } from './create-post.ts';
import { findOwnPost, noPost } from './own-post.ts';
import { canCloseAt } from './post-fields.ts';
import { publishPost } from './publish-post.ts';

const INPUT = z.object({ postId: z.string().max(100) });

/** Why a draft was not published. */
export type PublishDraftRefusal = InvalidInput | NotFound | NotPermitted | TooManyAttempts | AttachmentRefusal;

type Needs = Pick<
  SocialContext,
  | 'caller'
  | 'now'
  | 'ask'
  | 'files'
  | 'limits'
  | 'polls'
  | 'posts'
  | 'postViewers'
  | 'repository'
  | 'signals'
  | 'streams'
>;

/** Publishes a draft or a scheduled post of the viewer now, and returns its id. */
export async function publishDraft(context: Needs, raw: unknown): Promise<Result<string, PublishDraftRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const own = await findOwnPost(context, viewerId, parsed.value.postId);
  if (!own.ok) return own;
  const { id, number, quotedPostId } = own.value;
  if (number !== null) return done(id);
  const quoted = await checkQuoted(context, quotedPostId);
  if (!quoted.ok) return quoted;
  const poll = await context.polls.load(id);
  const at = context.now();
  if (poll !== null && !canCloseAt(poll.closesAt, at))
    return invalidInput('Its poll would end too soon or too late: give it another end.', 'postId');
  const limited = await withinLimit(context, 'post', viewerId);
  if (!limited.ok) return limited;
  const fileIds = (await context.files.load(id)).map(({ fileId }) => fileId);
  const attachable = await requireAttachable(context.ask, {
    service: 'social',
    ownerId: viewerId,
    fileIds,
    path: ['postId'],
  });
  if (!attachable.ok) return attachable;

  const published = await context.repository.transaction(async (store) => {
    const post = await store.lockPost(id);
    if (post !== null && post.number === null) await publishPost(store, post, at);
    return post;
  });
  if (published === null) return noPost();
  await announcePost(context, published);
  return done(id);
}
