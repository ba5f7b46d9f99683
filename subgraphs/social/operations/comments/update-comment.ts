import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { findNames } from '../../../../runtime/text/written-names.ts';
import type { SocialContext } from '../../context.ts';
import { mentionAdded } from '../../events.ts';
import { findMentioned } from '../shared/find-mentioned.ts';
import { invalidInput, type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { COMMENT_TEXT } from './comment-text.ts';
import { findComment, noComment } from './find-comment.ts';

const INPUT = z.object({ commentId: z.string().max(100), text: COMMENT_TEXT });

/** Why a comment was not changed. */
export type UpdateCommentRefusal = InvalidInput | NotFound | NotPermitted | TooManyAttempts;

type Needs = Pick<SocialContext, 'caller' | 'now' | 'ask' | 'comments' | 'files' | 'limits' | 'repository'>;

/** Changes the text of a comment of the viewer, and returns its id; what it said before is kept. */
export async function updateComment(context: Needs, raw: unknown): Promise<Result<string, UpdateCommentRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { text, commentId } = parsed.value;
  const found = await findComment(context, commentId);
  if (!found.ok) return found;
  if (found.value.authorId !== viewerId) return notPermitted('Only its author can change a comment.', 'commentId');
  if (text === '' && (await context.files.load(commentId)).length === 0)
    return invalidInput('Write something.', 'text');
  const limited = await withinLimit(context, 'edit', viewerId);
  if (!limited.ok) return limited;
  const { nicknames, tags } = findNames(text);
  const mentionedIds = await findMentioned(context, nicknames);

  const at = context.now();
  const isChanged = await context.repository.transaction(async (store) => {
    const comment = await store.lockComment(commentId);
    if (comment === null || comment.deletedAt !== null) return false;
    if (comment.text === text) return true;
    const before = await store.mentionedInComment(commentId);
    await store.addRevision(commentId, comment.text, null, comment.editedAt ?? comment.createdAt);
    await store.editComment({ id: commentId, text, tags }, mentionedIds, at);
    const added = mentionedIds.filter((id) => !before.includes(id));
    const userIds = await store.notifiable(viewerId, comment.postId, added);
    const fact = { commentId, postId: comment.postId, authorId: viewerId, userIds, at: at.toISOString() };
    if (userIds.length > 0) await store.announce(mentionAdded, fact, at);
    return true;
  });
  context.comments.clear(commentId);
  return isChanged ? done(commentId) : noComment();
}
