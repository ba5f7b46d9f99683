import { COUNTERS, postDeleted, purgePost } from '../../events.ts';
import type { Post, SocialStore } from '../../repository/index.ts';
import { releaseFiles } from '../shared/file-uses.ts';

/** What removing works with, inside its transaction. */
export type RemovingStore = Pick<
  SocialStore,
  'announce' | 'changeCounters' | 'enqueueWork' | 'filesOf' | 'markDeleted'
>;

/** Takes a locked post away, whoever decided it: from now on nobody sees it, and work deletes what hangs on it. */
export async function removePost(store: RemovingStore, post: Post, at: Date): Promise<void> {
  const { id, authorId, number, quotedPostId, repostOfId } = post;
  const [files = []] = await store.filesOf([id]);
  await store.markDeleted(id, at);
  if (number !== null) {
    if (quotedPostId !== null) await store.changeCounters(COUNTERS.quotes, [{ subject: quotedPostId, delta: -1 }]);
    if (repostOfId !== null) await store.changeCounters(COUNTERS.reposts, [{ subject: repostOfId, delta: -1 }]);
    await store.announce(postDeleted, { postId: id, authorId, at: at.toISOString() }, at);
  }
  const fileIds = files.map(({ fileId }) => fileId);
  await releaseFiles(store, { subjectId: id, ownerId: authorId, fileIds }, at);
  await store.enqueueWork(purgePost, [{ payload: { postId: id } }], at);
}
