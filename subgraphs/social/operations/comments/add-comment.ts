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
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { findNames } from '../../../../runtime/text/written-names.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { COUNTERS, commentAdded, engagementTopic, mentionAdded } from '../../events.ts';
import type { Comment, CommentDraft, Post, SocialStore } from '../../repository/index.ts';
import { noPost } from '../posts/own-post.ts';
import { filesField } from '../posts/post-fields.ts';
import { findShown } from '../posts/shown-post.ts';
import { showFiles } from '../shared/file-uses.ts';
import { findMentioned } from '../shared/find-mentioned.ts';
import { invalidInput } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { COMMENT_TEXT } from './comment-text.ts';

/** The deepest comment; one that replies to none has depth 1. */
const MAX_DEPTH = 8;
const MAX_FILES = 4;

const INPUT = z.object({
  postId: z.string().max(100),
  text: COMMENT_TEXT,
  parentId: z.string().max(100).nullish(),
  mediaFileIds: filesField(MAX_FILES),
  idempotencyKey: idempotencyKey.nullish(),
});

/** Why no comment was added. */
export type AddCommentRefusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'ReplyNotAllowed'>
  | RefusalOf<'PostLocked'>
  | TooManyAttempts
  | AttachmentRefusal
  | IdempotencyRefusal;

type Ids = { readonly commentId: string };

type Needs = Pick<
  SocialContext,
  'caller' | 'now' | 'ask' | 'comments' | 'limits' | 'posts' | 'postCounts' | 'postViewers' | 'repository' | 'signals'
>;

/** Comments on a post as the viewer, or replies to a comment on it. */
export async function addComment(context: Needs, raw: unknown): Promise<Replayable<Ids, AddCommentRefusal>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: authorId, operation: 'addComment', key: key ?? null, input };
  const replay = await findReplay<Ids, AddCommentRefusal>(context, call);
  if (replay !== null) return replay;
  const checked = await checkComment(context, authorId, parsed.value);
  if (!checked.ok) return { ...checked, isReplay: false };
  const { post, parent, draft } = checked.value;

  const result = await once<SocialStore, Ids, AddCommentRefusal>(context, call, async (store) => {
    const depth = draft.parentId === null ? 1 : await store.countReply(post.id, draft.parentId);
    if (depth === null) return notFound('There is no such comment on this post.', 'parentId');
    await store.insertComment(draft, depth);
    await store.changeCounters(COUNTERS.comments, [{ subject: post.id, delta: 1 }]);
    if (draft.parentId !== null) await store.changeCounters(COUNTERS.replies, [{ subject: draft.parentId, delta: 1 }]);
    await publishComment(store, draft, [post.authorId, ...(parent?.authorId == null ? [] : [parent.authorId])]);
    await showFiles(store, { subjectId: draft.id, ownerId: authorId }, draft.createdAt);
    return done({ commentId: draft.id });
  });
  if (result.ok && !result.isReplay) {
    context.postCounts.clear(post.id);
    await Promise.all([context.signals.notify(engagementTopic(post.id), {}), notifyWork(context.signals, 'social')]);
  }
  return result;
}

/** Publishes a comment for those whom it answers, and whom it names besides, as far as they are to be notified. */
async function publishComment(
  store: Pick<SocialStore, 'announce' | 'notifiable'>,
  { id, postId, authorId, mentionedIds, createdAt }: CommentDraft,
  addressees: readonly string[],
): Promise<void> {
  const notified = await store.notifiable(authorId, postId, [...addressees, ...mentionedIds]);
  const userIds = notified.filter((userId) => addressees.includes(userId));
  const named = notified.filter((userId) => !addressees.includes(userId));
  const at = createdAt.toISOString();
  await store.announce(commentAdded, { commentId: id, postId, authorId, userIds, at }, createdAt);
  if (named.length > 0)
    await store.announce(mentionAdded, { commentId: id, postId, authorId, userIds: named, at }, createdAt);
}

/** All that can be refused before anything is stored. */
async function checkComment(
  context: Needs,
  authorId: string,
  input: z.output<typeof INPUT>,
): Promise<Result<{ post: Post; parent: Comment | null; draft: CommentDraft }, AddCommentRefusal>> {
  if (input.text === '' && input.mediaFileIds.length === 0)
    return invalidInput('Write something, or add a file.', 'text');
  const post = await findShown(context, input.postId);
  if (post === null) return noPost();
  const open = await checkOpen(context, post);
  if (!open.ok) return open;
  const parent = input.parentId == null ? null : await context.comments.load(input.parentId);
  if (input.parentId != null && (parent === null || parent.postId !== post.id || parent.deletedAt !== null))
    return notFound('There is no such comment on this post.', 'parentId');
  if (parent !== null && parent.depth >= MAX_DEPTH)
    return invalidInput(`Replies go ${MAX_DEPTH} levels deep: reply to a comment above.`, 'parentId');
  const limited = await withinLimit(context, 'comment', authorId);
  if (!limited.ok) return limited;
  const files = { service: 'social', ownerId: authorId, fileIds: input.mediaFileIds, path: ['mediaFileIds'] };
  const attachable = await requireAttachable(context.ask, files);
  if (!attachable.ok) return attachable;
  const { nicknames, tags } = findNames(input.text);
  const createdAt = context.now();
  const draft = {
    ...{ id: newId('cmt', createdAt), postId: post.id, parentId: parent?.id ?? null, authorId, text: input.text, tags },
    ...{ createdAt, fileIds: input.mediaFileIds, mentionedIds: await findMentioned(context, nicknames) },
  };
  return done({ post, parent, draft });
}

/** Whether the viewer may comment on a post that they may see. */
async function checkOpen(
  { postViewers }: Pick<Needs, 'postViewers'>,
  post: Post,
): Promise<Result<null, RefusalOf<'ReplyNotAllowed'> | RefusalOf<'PostLocked'>>> {
  const path = ['input', 'postId'];
  if (post.isLocked)
    return refuse({ __typename: 'PostLocked', message: 'The author has ended the comments on this post.', path });
  const viewer = await postViewers.load(post.id);
  if (viewer?.mayReply === true) return done(null);
  return refuse({ __typename: 'ReplyNotAllowed', message: 'The author has limited who may comment.', path });
}
