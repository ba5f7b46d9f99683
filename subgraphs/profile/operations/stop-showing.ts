import { type FileUse, fileUseItem, updateFileUses } from '../../../runtime/attachments/file-uses.ts';
import type { ProfileStore } from '../repository/index.ts';
import { announceFileAccess } from './file-access.ts';

type Store = Pick<ProfileStore, 'announce' | 'enqueueWork' | 'photos' | 'profileOf'>;

/**
 * Ends access to a file that a photo or the avatar of a person no longer shows, unless the other of the two still does, and
 * has media informed. In the transaction of the change, after it.
 */
export async function stopShowing(
  store: Store,
  subjectId: string,
  ownerId: string,
  fileId: string,
  at: Date,
): Promise<void> {
  const [profile, [photos = []]] = await Promise.all([store.profileOf(ownerId), store.photos([ownerId])]);
  const isShownElsewhere =
    profile?.avatarMediaFileId === fileId || photos.some(({ mediaFileId }) => mediaFileId === fileId);
  if (profile !== null && !isShownElsewhere)
    await announceFileAccess(store, 'ENDED', { profileId: profile.id, fileIds: [fileId] }, at);
  const use: FileUse = { subjectId, ownerId, grantId: subjectId, fileIds: [fileId], isShown: false };
  await store.enqueueWork(updateFileUses, [fileUseItem(use)], at);
}
