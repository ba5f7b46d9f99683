import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { findNames } from '../../../../runtime/text/written-names.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SocialContext } from '../../context.ts';
import { postEdited, publishMentions, publishScheduledPost } from '../../events.ts';
import type { Post, PostEdit, SocialStore } from '../../repository/index.ts';
import { releaseFiles, showFiles } from '../shared/file-uses.ts';
import { findMentioned } from '../shared/find-mentioned.ts';
import { type InvalidState, invalidInput, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { withOptionIds } from './create-post.ts';
import { findOwnPost, noPost } from './own-post.ts';
import { canCloseAt, canPublishAt, POST_FIELDS } from './post-fields.ts';
import { tagKeysOf } from './publish-post.ts';

const INPUT = z.object({
  postId: z.string().max(100),
  text: POST_FIELDS.text.nullish(),
  mediaFileIds: POST_FIELDS.mediaFileIds.nullish(),
  contentWarning: POST_FIELDS.contentWarning.nullish(),
  isSensitive: POST_FIELDS.isSensitive.nullish(),
  visibility: POST_FIELDS.visibility.nullish(),
  replyPolicy: POST_FIELDS.replyPolicy.nullish(),
  isLocked: z.boolean().nullish(),
  language: POST_FIELDS.language.nullish(),
  poll: POST_FIELDS.poll.nullish(),
  publishAt: POST_FIELDS.publishAt.nullish(),
});

type Input = z.output<typeof INPUT>;

/** Why a post was not changed. */
export type UpdatePostRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | TooManyAttempts
  | InvalidState
  | AttachmentRefusal;

type Needs = Pick<SocialContext, 'caller' | 'now' | 'ask' | 'limits' | 'posts' | 'polls' | 'repository' | 'signals'>;

/** Changes a post of the viewer, and returns its id. What a published one said before is kept. */
export async function updatePost(context: Needs, raw: unknown): Promise<Result<string, UpdatePostRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const own = await findOwnPost(context, viewerId, input.postId);
  if (!own.ok) return own;
  const checked = await checkEdit(context, own.value, input);
  if (!checked.ok) return checked;
  const limited = await withinLimit(context, 'edit', viewerId);
  if (!limited.ok) return limited;
  const fileIds = input.mediaFileIds ?? null;
  const files = { service: 'social', ownerId: viewerId, fileIds: fileIds ?? [], path: ['mediaFileIds'] };
  const attachable = await requireAttachable(context.ask, files);
  if (!attachable.ok) return attachable;

  const names = findNames(input.text ?? own.value.text);
  const mentionedIds = input.text == null ? null : await findMentioned(context, names.nicknames);
  const at = context.now();
  const outcome = await context.repository.transaction(async (store): Promise<Result<string, UpdatePostRefusal>> => {
    const post = await store.lockPost(input.postId);
    if (post === null) return noPost();
    // It may have been published since it was read.
    const refused = refuseState(post, input);
    if (refused !== null) return refused;
    await writeEdit(store, post, input, { names, mentionedIds }, at);
    return done(post.id);
  });
  if (outcome.ok) await notifyWork(context.signals, 'social');
  return outcome;
}

/** What the text of an edit names; null where the text stays. */
interface Named {
  readonly names: ReturnType<typeof findNames>;
  readonly mentionedIds: readonly string[] | null;
}

async function writeEdit(
  store: SocialStore,
  post: Post,
  input: Input,
  { names, mentionedIds }: Named,
  at: Date,
): Promise<void> {
  const before = await store.mentionedIn(post.id);
  const text = input.text ?? post.text;
  const contentWarning = input.contentWarning === undefined ? post.contentWarning : input.contentWarning;
  const fileIds = input.mediaFileIds ?? null;
  const isPublished = post.number !== null;
  const isRewritten = text !== post.text || contentWarning !== post.contentWarning;
  if (isPublished && isRewritten)
    await store.addRevision(
      post.id,
      post.text,
      post.contentWarning,
      post.editedAt ?? post.publishedAt ?? post.createdAt,
    );
  const dropped =
    fileIds === null ? [] : (await store.replaceFiles(post.id, fileIds)).filter((id) => !fileIds.includes(id));
  const edit: PostEdit = {
    id: post.id,
    text,
    visibility: input.visibility ?? post.visibility,
    replyPolicy: input.replyPolicy ?? post.replyPolicy,
    isLocked: input.isLocked ?? post.isLocked,
    contentWarning,
    isSensitive: input.isSensitive ?? post.isSensitive,
    language: input.language === undefined ? post.language : input.language,
    tags: names.tags,
    links: names.links,
    tagKeys: tagKeysOf(names.tags),
    publishAt: input.publishAt === undefined ? post.publishAt : input.publishAt,
    editedAt: isPublished && (isRewritten || fileIds !== null) ? at : post.editedAt,
    fileIds,
    mentionedIds: mentionedIds ?? before,
  };
  await store.editPost(edit);
  if (input.poll !== undefined)
    await store.replacePoll(post.id, input.poll === null ? null : withOptionIds(input.poll, at));
  if (isPublished)
    await store.announce(postEdited, { postId: post.id, authorId: post.authorId, at: at.toISOString() }, at);
  const added = edit.mentionedIds.filter((id) => !before.includes(id));
  if (isPublished && added.length > 0)
    await store.enqueueWork(publishMentions, [{ payload: { postId: post.id, userIds: added } }], at);
  if (input.publishAt != null)
    await store.enqueueWork(publishScheduledPost, [{ payload: { postId: post.id }, dueAt: input.publishAt }], at);
  const showing = { subjectId: post.id, ownerId: post.authorId };
  await releaseFiles(store, { ...showing, fileIds: dropped }, at);
  if (fileIds !== null) await showFiles(store, showing, at);
}

/** All that can be refused by the post as it was read. */
async function checkEdit(
  { now, polls }: Pick<Needs, 'now' | 'polls'>,
  post: Post,
  input: Input,
): Promise<Result<null, UpdatePostRefusal>> {
  const refused = refuseState(post, input);
  if (refused !== null) return refused;
  if (input.publishAt != null && !canPublishAt(input.publishAt, now()))
    return invalidInput('A post can be scheduled from one minute to a year ahead.', 'publishAt');
  const poll = input.poll === undefined ? await polls.load(post.id) : input.poll;
  const from = input.publishAt ?? post.publishAt ?? now();
  if (input.poll != null && !canCloseAt(input.poll.closesAt, from))
    return invalidInput('A poll ends 5 minutes to 30 days after its post is published.', 'poll', 'closesAt');
  const hasFiles = input.mediaFileIds == null ? post.mediaCount > 0 : input.mediaFileIds.length > 0;
  if ((input.text ?? post.text) === '' && !hasFiles && poll == null && post.quotedPostId === null)
    return invalidInput('Write something, or add a file or a poll.', 'text');
  return done(null);
}

/** A refusal of what can no longer be changed; null where everything can. */
function refuseState(post: Post, input: Input) {
  if (post.repostOfId !== null)
    return invalidState('A repost has nothing to change.', 'PUBLISHED', ['DRAFT'], 'postId');
  if (post.number === null) return null;
  const field = (['visibility', 'poll', 'publishAt'] as const).find(
    (name) => input[name] !== undefined && (name !== 'visibility' || input.visibility !== null),
  );
  const message = 'This can be changed until a post is published.';
  return field === undefined ? null : invalidState(message, 'PUBLISHED', ['DRAFT', 'SCHEDULED'], field);
}
