import type { ProfileContext } from '../context.ts';
import type { Profile } from '../repository/profile.ts';
import { nicknameInput } from './nickname.ts';

interface Needs extends Pick<ProfileContext, 'profiles'> {
  readonly repository: Pick<ProfileContext['repository'], 'userIdOfNickname'>;
}

/**
 * The profile with this nickname, ignoring case; null when there is none or the viewer may not see it. A look-alike does not
 * match, so that nobody is led to another user.
 */
export async function findByNickname({ profiles, repository }: Needs, given: string): Promise<Profile | null> {
  const nickname = nicknameInput.safeParse(given);
  if (!nickname.success) return null;
  const userId = await repository.userIdOfNickname(nickname.data.folded);
  return userId === null ? null : profiles.ofUser(userId);
}
