import { filesShownAgain, filesWithheld } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile } from '../repository/profile.ts';

type Store = Pick<ProfileStore, 'announce'>;

/** Whom files of a profile can be withheld from, and which files. */
interface FileAccessChange {
  readonly profileId: string;
  /** Only this person; everybody when absent. */
  readonly userId?: string;
  /** Only these files; all when absent. */
  readonly fileIds?: readonly string[];
  /** Only what was given under these visibilities; under both when absent. */
  readonly visibilities?: readonly SharedVisibility[];
}

/** A file of a profile, for who may see the profile. */
export interface ShownFile extends Pick<Profile, 'visibility'> {
  readonly profileId: string;
  readonly fileId: string;
}

/** Visibilities under which others see a profile. */
export type SharedVisibility = Exclude<Profile['visibility'], 'HIDDEN'>;

/**
 * What access to the files of a profile is minted with. It differs by visibility: so access that everybody was given ends
 * without that of friends.
 */
export const fileGrantId = (profileId: string, visibility: Profile['visibility']): string =>
  `${profileId}-${visibility.toLowerCase()}`;

/** Publishes, in the transaction of the change, that files of a profile are no longer shown to somebody, or are again. */
export async function announceFileAccess(
  store: Store,
  change: 'ENDED' | 'RESTORED',
  { profileId, userId, fileIds, visibilities = ['PUBLIC', 'FRIENDS'] }: FileAccessChange,
  at: Date,
): Promise<void> {
  const event = change === 'ENDED' ? filesWithheld : filesShownAgain;
  const whose = { userId: userId ?? null, fileIds: fileIds ?? null, at: at.toISOString() };
  for (const visibility of visibilities)
    await store.announce(event, { grantId: fileGrantId(profileId, visibility), ...whose }, at);
}
