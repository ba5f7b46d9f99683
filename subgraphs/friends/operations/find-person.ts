import { z } from 'zod';
import type { FriendsContext } from '../context.ts';

export interface FindNeeds extends Pick<FriendsContext, 'caller' | 'now' | 'ask'> {
  readonly repository: Pick<FriendsContext['repository'], 'knowsPerson' | 'addPeople'>;
}

const USERS = 'query FriendsFindPerson($ids: [ID!]!) { users(ids: $ids) { id } }';
const BY_NICKNAME =
  'query FriendsFindByNickname($nickname: String!) { profileByNickname(nickname: $nickname) { user { id } } }';

const USERS_ANSWER = z.object({ users: z.array(z.object({ id: z.string() }).nullable()) });
const BY_NICKNAME_ANSWER = z.object({
  profileByNickname: z.object({ user: z.object({ id: z.string() }).nullable() }).nullable(),
});

/**
 * Whether the person exists. The local copy lags behind registration, so a missing person is confirmed by a call to auth.
 *
 * @throws a fault `UNAVAILABLE` when that call fails.
 */
export async function personExists({ caller, now, ask, repository }: FindNeeds, userId: string): Promise<boolean> {
  if (await repository.knowsPerson(userId)) return true;
  const { users } = USERS_ANSWER.parse(await ask('auth', USERS, { ids: [userId] }, caller));
  const found = users.some((user) => user?.id === userId);
  if (found) await repository.addPeople([userId], now());
  return found;
}

/**
 * The id of the person with a nickname; null when there is none, or the viewer may not see that person's profile.
 *
 * @throws a fault `UNAVAILABLE` when the call to profile fails.
 */
export async function personByNickname(
  { caller, ask }: Pick<FindNeeds, 'caller' | 'ask'>,
  nickname: string,
): Promise<string | null> {
  const { profileByNickname } = BY_NICKNAME_ANSWER.parse(await ask('profile', BY_NICKNAME, { nickname }, caller));
  return profileByNickname?.user?.id ?? null;
}
