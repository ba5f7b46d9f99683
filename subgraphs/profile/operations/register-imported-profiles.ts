import { newId } from '../../../runtime/operations/ids.ts';
import type { ProfileContext } from '../context.ts';
import { profileChanged } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import { nicknameInput } from './nickname.ts';
import { nicknameColumns } from './profile-fields.ts';
import { registerProfile } from './register-profile.ts';

type SingleStore = Parameters<typeof registerProfile>[0]['store'];

interface Needs extends Pick<ProfileContext, 'now'> {
  readonly store: SingleStore &
    Pick<ProfileStore, 'claimNicknames' | 'addNewProfiles' | 'releaseOtherNicknames' | 'announceAll'>;
}

/** Somebody whose account was taken over from an older system. */
interface ImportedUser {
  readonly userId: string;
  /** Reserved by the import. */
  readonly nickname: string;
}

/** Creates the profiles of many users with a few statements; those whose nickname is not theirs any more as `registerProfile` does. */
export async function registerImportedProfiles({ store, now }: Needs, users: readonly ImportedUser[]): Promise<void> {
  const claims = new Map(
    users.flatMap((user) => {
      const parsed = nicknameInput.safeParse(user.nickname);
      return parsed.success ? [[parsed.data.key, { ...user, nickname: parsed.data }] as const] : [];
    }),
  );
  const requests = [...claims].map(([key, { userId }]) => ({ key, userId, expiresAt: null }));
  for (const key of await store.claimNicknames(requests, now())) claims.delete(key);
  const drafts = [...claims.values()].map(({ userId, nickname }) => ({
    ...{ ...nicknameColumns(nickname), displayName: nickname.shown, id: newId('prf', now()), userId },
  }));
  await store.announceAll(profileChanged, await store.addNewProfiles(drafts, now()), now());
  await store.releaseOtherNicknames(drafts.map(({ userId }) => userId));
  const done = new Set(drafts.map(({ userId }) => userId));
  for (const { userId, nickname } of users)
    if (!done.has(userId)) await registerProfile({ store, now }, userId, nickname);
}
