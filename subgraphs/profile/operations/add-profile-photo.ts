import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../runtime/attachments/require-attachable.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ProfileContext } from '../context.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile } from '../repository/profile.ts';
import { changePhotos, type PhotoNeeds } from './change-photos.ts';
import { id, MAX_PHOTOS, noProfile } from './photo-rules.ts';
import { startShowing } from './show-files.ts';

type PhotoLimitReached = RefusalOf<'PhotoLimitReached'>;

/** Reasons why a photo is not added. */
export type AddProfilePhotoRefusal = InvalidInput | NotFound | PhotoLimitReached | AttachmentRefusal;

const INPUT = z.object({ mediaFileId: id });

interface Needs extends Omit<PhotoNeeds, 'repository'>, Pick<ProfileContext, 'ask'> {
  readonly repository: Pick<ProfileContext['repository'], 'profileOf' | 'photos' | 'transaction'>;
}

/** Adds one of the viewer's pictures to the end of their photos. One that is there already stays where it is. */
export async function addProfilePhoto(needs: Needs, input: unknown): Promise<Result<Profile, AddProfilePhotoRefusal>> {
  const { ask, caller, now, repository, signals } = needs;
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { mediaFileId } = parsed.value;
  const [profile, [photos = []]] = await Promise.all([repository.profileOf(userId), repository.photos([userId])]);
  if (profile === null) return noProfile();
  const isNew = photos.every((photo) => photo.mediaFileId !== mediaFileId);
  if (isNew && photos.length >= MAX_PHOTOS) return limitReached();
  const request = { service: 'profile', ownerId: userId, fileIds: [mediaFileId], kind: 'IMAGE' } as const;
  const attachable = await requireAttachable(ask, { ...request, path: ['mediaFileId'] });
  if (!attachable.ok) return attachable;

  const draft = { id: newId('pph', now()), userId, mediaFileId, addedAt: now() };
  const added = await changePhotos<PhotoLimitReached>(needs, (store) => addPhoto(store, profile.id, draft));
  if (added.ok) await notifyWork(signals, 'profile');
  return added;
}

async function addPhoto(
  store: Pick<ProfileStore, 'photos' | 'addPhoto' | 'announce' | 'enqueueWork'>,
  profileId: string,
  draft: Parameters<ProfileStore['addPhoto']>[0],
): Promise<Result<null, PhotoLimitReached>> {
  const { id: subjectId, userId: ownerId, mediaFileId, addedAt } = draft;
  const [photos = []] = await store.photos([ownerId]);
  if (photos.some((photo) => photo.mediaFileId === mediaFileId)) return done(null);
  if (photos.length >= MAX_PHOTOS) return limitReached();
  await store.addPhoto(draft);
  await startShowing(store, profileId, { ownerId, subjectId, fileId: mediaFileId }, addedAt);
  return done(null);
}

const limitReached = () =>
  refuse({
    __typename: 'PhotoLimitReached',
    message: `A profile can have at most ${MAX_PHOTOS} photos.`,
    path: ['input', 'mediaFileId'],
  });
