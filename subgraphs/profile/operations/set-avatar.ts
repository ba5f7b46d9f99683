import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile } from '../repository/profile.ts';
import { id, noProfile } from './photo-rules.ts';
import { startShowing, stopShowing } from './show-files.ts';

const INPUT = z.object({ mediaFileId: id.nullish() });

interface Needs extends Pick<ProfileContext, 'ask' | 'caller' | 'now' | 'signals'> {
  readonly repository: Pick<ProfileContext['repository'], 'profileOf' | 'transaction'>;
}

/** Sets one of the viewer's pictures as their avatar, or none. */
export async function setAvatar(
  { ask, caller, now, signals, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound | AttachmentRefusal>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const fileId = parsed.value.mediaFileId ?? null;
  if ((await repository.profileOf(userId)) === null) return noProfile();
  const fileIds = fileId === null ? [] : [fileId];
  const request = { service: 'profile', ownerId: userId, fileIds, kind: 'IMAGE' } as const;
  const attachable = await requireAttachable(ask, { ...request, path: ['mediaFileId'] });
  if (!attachable.ok) return attachable;

  const profile = await repository.transaction(async (store) =>
    (await store.lockProfile(userId)) ? changeAvatar(store, userId, fileId, now()) : null,
  );
  if (profile === null) return noProfile();
  await Promise.all([signals.notify(profileTopic(userId)), notifyWork(signals, 'profile')]);
  return done(profile);
}

async function changeAvatar(
  store: ProfileStore,
  userId: string,
  fileId: string | null,
  at: Date,
): Promise<Profile | null> {
  const before = await store.profileOf(userId);
  if (before === null || before.avatarMediaFileId === fileId) return before;
  const profile = await store.changeProfile(userId, { avatarMediaFileId: fileId }, at);
  const { id: profileId, avatarMediaFileId: former } = before;
  const avatar = { ownerId: userId, subjectId: profileId };
  if (former !== null) await stopShowing(store, { ...avatar, fileId: former }, at);
  if (fileId !== null) await startShowing(store, profileId, { ...avatar, fileId }, at);
  return profile;
}
