import { fileUseItem, updateFileUses } from '../../../runtime/attachments/file-uses.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { ProfilePhoto } from '../repository/photo.ts';
import type { Profile } from '../repository/profile.ts';
import { announceFileAccess } from './file-access.ts';

type Store = Pick<ProfileStore, 'announce' | 'enqueueWork'>;

/** A file that a person shows: by the id of a photo, or as the avatar by that of the profile. */
interface Showing {
  readonly ownerId: string;
  readonly subjectId: string;
  readonly fileId: string;
}

const itemOf = (grantId: string, { ownerId, subjectId, fileId }: Showing, isShown: boolean) =>
  fileUseItem({ subjectId, ownerId, grantId, fileIds: [fileId], isShown });

/** Gives access to a file that is shown from now on, and has media informed, in the transaction of the change. */
export async function startShowing(store: Store, profileId: string, showing: Showing, at: Date): Promise<void> {
  await announceFileAccess(store, 'RESTORED', { profileId, fileIds: [showing.fileId] }, at);
  await store.enqueueWork(updateFileUses, [itemOf(profileId, showing, true)], at);
}

/**
 * Ends access to a file that a photo or the avatar of a person no longer shows, unless the other of the two still does, and
 * has media informed. In the transaction of the change, after it.
 */
export async function stopShowing(
  store: Store & Pick<ProfileStore, 'photos' | 'profileOf'>,
  showing: Showing,
  at: Date,
): Promise<void> {
  const { ownerId, subjectId, fileId } = showing;
  const [profile, [photos = []]] = await Promise.all([store.profileOf(ownerId), store.photos([ownerId])]);
  const isShownElsewhere =
    profile?.avatarMediaFileId === fileId || photos.some(({ mediaFileId }) => mediaFileId === fileId);
  if (profile !== null && !isShownElsewhere)
    await announceFileAccess(store, 'ENDED', { profileId: profile.id, fileIds: [fileId] }, at);
  await store.enqueueWork(updateFileUses, [itemOf(subjectId, showing, false)], at);
}

/** Ends access to all files that a profile has shown, and has media informed. */
export async function stopShowingAll(
  store: Store,
  { id: profileId, userId: ownerId, avatarMediaFileId }: Profile,
  photos: readonly ProfilePhoto[],
  at: Date,
): Promise<void> {
  const shown = photos.map(({ id, mediaFileId }) => ({ subjectId: id, fileId: mediaFileId }));
  if (avatarMediaFileId !== null) shown.push({ subjectId: profileId, fileId: avatarMediaFileId });
  if (shown.length === 0) return;
  await announceFileAccess(store, 'ENDED', { profileId }, at);
  const items = shown.map((part) => itemOf(profileId, { ...part, ownerId }, false));
  await store.enqueueWork(updateFileUses, items, at);
}
