import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import {
  findReplay,
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { findNames } from '../../../../runtime/text/written-names.ts';
import type { SocialContext } from '../../context.ts';
import { publishScheduledPost } from '../../events.ts';
import type { PostDraft, SocialStore } from '../../repository/index.ts';
import { showFiles } from '../shared/file-uses.ts';
import { findMentioned } from '../shared/find-mentioned.ts';
import { invalidInput, type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { announcePost } from './announce-post.ts';
import { canCloseAt, canPublishAt, POST_FIELDS } from './post-fields.ts';
import { publishPost } from './publish-post.ts';

const INPUT = z.object({
  text: POST_FIELDS.text,
  mediaFileIds: POST_FIELDS.mediaFileIds,
  visibility: POST_FIELDS.visibility,
  replyPolicy: POST_FIELDS.replyPolicy,
  contentWarning: POST_FIELDS.contentWarning.nullish(),
  isSensitive: POST_FIELDS.isSensitive,
  quotedPostId: z.string().max(100).nullish(),
  poll: POST_FIELDS.poll.nullish(),
  language: POST_FIELDS.language.nullish(),
  isDraft: z.boolean(),
  publishAt: POST_FIELDS.publishAt.nullish(),
  idempotencyKey: idempotencyKey.nullish(),
});

type Input = z.output<typeof INPUT>;

/** Why no post was made. */
export type CreatePostRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | TooManyAttempts
  | AttachmentRefusal
  | IdempotencyRefusal;

type Ids = { readonly postId: string };

type Needs = Pick<
  SocialContext,
  'caller' | 'now' | 'ask' | 'limits' | 'posts' | 'postViewers' | 'repository' | 'signals' | 'streams'
>;

/** Publishes a post of the viewer, keeps it as a draft, or schedules it. */
export async function createPost(context: Needs, raw: unknown): Promise<Replayable<Ids, CreatePostRefusal>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: authorId, operation: 'createPost', key: key ?? null, input };
  const replay = await findReplay<Ids, CreatePostRefusal>(context, call);
  if (replay !== null) return replay;

  const checked = await checkPost(context, authorId, parsed.value);
  if (!checked.ok) return { ...checked, isReplay: false };
  const at = context.now();
  const draft = { ...checked.value, id: newId('pst', at), createdAt: at };
  const result = await once<SocialStore, Ids, CreatePostRefusal>(context, call, async (store) => {
    await store.insertPost(draft);
    if (input.poll != null) await store.replacePoll(draft.id, withOptionIds(input.poll, at));
    await showFiles(store, { subjectId: draft.id, ownerId: authorId }, at);
    if (draft.publishAt !== null) {
      const item = { payload: { postId: draft.id }, dueAt: draft.publishAt };
      await store.enqueueWork(publishScheduledPost, [item], at);
    } else if (!input.isDraft) await publishPost(store, draft, at);
    return done({ postId: draft.id });
  });
  if (result.ok && !result.isReplay) await announcePost(context, draft);
  return result;
}

/** Options of a poll with new ids. */
export const withOptionIds = ({ options, ...poll }: NonNullable<Input['poll']>, at: Date) => ({
  ...poll,
  options: options.map((option) => ({ id: newId('opt', at), text: option })),
});

/** All that can be refused before anything is stored. */
async function checkPost(
  context: Needs,
  authorId: string,
  input: Input,
): Promise<Result<Omit<PostDraft, 'id' | 'createdAt'>, CreatePostRefusal>> {
  const timed = checkTimes(input, context.now());
  if (!timed.ok) return timed;
  if (input.text === '' && input.mediaFileIds.length === 0 && input.poll == null && input.quotedPostId == null)
    return invalidInput('Write something, or add a file or a poll.', 'text');
  const quoted = await checkQuoted(context, input.quotedPostId ?? null);
  if (!quoted.ok) return quoted;
  const limited = await withinLimit(context, 'post', authorId);
  if (!limited.ok) return limited;
  const files = { service: 'social', ownerId: authorId, fileIds: input.mediaFileIds, path: ['mediaFileIds'] };
  const attachable = await requireAttachable(context.ask, files);
  if (!attachable.ok) return attachable;
  const { nicknames, tags, links } = findNames(input.text);
  return done({
    authorId,
    text: input.text,
    visibility: input.visibility,
    replyPolicy: input.replyPolicy,
    contentWarning: input.contentWarning ?? null,
    isSensitive: input.isSensitive,
    quotedPostId: quoted.value,
    repostOfId: null,
    language: input.language ?? null,
    tags,
    links,
    publishAt: input.publishAt ?? null,
    fileIds: input.mediaFileIds,
    mentionedIds: await findMentioned(context, nicknames),
  });
}

function checkTimes({ isDraft, publishAt, poll }: Input, now: Date): Result<null, InvalidInput> {
  if (publishAt != null && isDraft) return invalidInput('A draft has no time of publishing.', 'publishAt');
  if (publishAt != null && !canPublishAt(publishAt, now))
    return invalidInput('A post can be scheduled from one minute to a year ahead.', 'publishAt');
  if (poll != null && !canCloseAt(poll.closesAt, publishAt ?? now))
    return invalidInput('A poll ends 5 minutes to 30 days after its post is published.', 'poll', 'closesAt');
  return done(null);
}

/** The post that is quoted, which of a repost is the one that it shows; null where nothing is quoted. */
export async function checkQuoted(
  { posts, postViewers }: Pick<Needs, 'posts' | 'postViewers'>,
  quotedPostId: string | null,
): Promise<Result<string | null, NotFound | NotPermitted>> {
  if (quotedPostId === null) return done(null);
  const quoted = await posts.load(quotedPostId);
  if (quoted === null || quoted.number === null) return notFound('There is no such post to quote.', 'quotedPostId');
  const id = quoted.repostOfId ?? quoted.id;
  const viewer = await postViewers.load(id);
  if (viewer?.canRepost !== true)
    return notPermitted('Only posts that everybody may see can be quoted.', 'quotedPostId');
  return done(id);
}
