import type { ProfileContext } from '../context.ts';
import type { ProfileStore } from '../repository/index.ts';

type Store = Pick<ProfileStore, 'lockProfile' | 'photos' | 'profileOf' | 'removePhoto' | 'changeProfile'>;

/** Takes files that are gone or will never be shown from a person's photos and avatar; true when there was one. */
export async function dropFiles(
  store: Store,
  { now }: Pick<ProfileContext, 'now'>,
  userId: string,
  fileIds: readonly string[],
): Promise<boolean> {
  if (!(await store.lockProfile(userId))) return false;
  const [profile, [photos = []]] = await Promise.all([store.profileOf(userId), store.photos([userId])]);
  const lost = photos.filter(({ mediaFileId }) => fileIds.includes(mediaFileId));
  const avatar = profile?.avatarMediaFileId ?? null;
  const isAvatarLost = avatar !== null && fileIds.includes(avatar);
  if (lost.length === 0 && !isAvatarLost) return false;
  for (const { id } of lost) await store.removePhoto(userId, id);
  await store.changeProfile(userId, isAvatarLost ? { avatarMediaFileId: null } : {}, now());
  return true;
}
