import type { ProfileContext } from '../context.ts';
import { isReservedNickname, nicknameInput } from './nickname.ts';

interface Needs extends Pick<ProfileContext, 'caller' | 'now'> {
  readonly repository: Pick<ProfileContext['repository'], 'isNicknameFree'>;
}

/** Whether the caller could take this nickname now; false for a malformed one. */
export async function checkNickname({ caller, now, repository }: Needs, given: string): Promise<boolean> {
  const nickname = nicknameInput.safeParse(given);
  if (!nickname.success || isReservedNickname(nickname.data)) return false;
  return repository.isNicknameFree(nickname.data.key, caller.viewerId, now());
}
