import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import type { SocialStore } from '../../repository/index.ts';

/** Deletes a part of what hangs on a deleted post, in the caller's transaction; true when nothing is left of it. */
export async function purgeRest(
  store: Pick<SocialStore, 'enqueueWork' | 'purgePost'>,
  postId: string,
  at: Date,
): Promise<boolean> {
  const { isComplete, files } = await store.purgePost(postId);
  const items = files.map((file) => fileUseItem({ ...file, grantId: file.subjectId, isShown: false }));
  if (items.length > 0) await store.enqueueWork(updateFileUses, items, at);
  return isComplete;
}
