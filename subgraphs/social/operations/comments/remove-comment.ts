import { COUNTERS } from '../../events.ts';
import type { Comment, SocialStore } from '../../repository/index.ts';
import { releaseFiles } from '../shared/file-uses.ts';

/** What removing works with, inside its transaction. */
export type CommentRemovingStore = Pick<SocialStore, 'announce' | 'changeCounters' | 'enqueueWork' | 'removeComment'>;

/** Takes a locked comment away, whoever decided it. */
export async function takeComment(store: CommentRemovingStore, comment: Comment, at: Date): Promise<void> {
  const { id, postId, parentId, authorId } = comment;
  const { fileIds, postAuthorId } = await store.removeComment(comment, at);
  await store.changeCounters(COUNTERS.comments, [{ subject: postId, delta: -1 }]);
  if (parentId !== null) await store.changeCounters(COUNTERS.replies, [{ subject: parentId, delta: -1 }]);
  if (authorId !== null)
    await releaseFiles(store, { subjectId: id, ownerId: authorId, authorId: postAuthorId ?? authorId, fileIds }, at);
}
