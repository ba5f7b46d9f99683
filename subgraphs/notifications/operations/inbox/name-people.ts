import { z } from 'zod';
import type { Caller } from '../../../../runtime/executor/caller.ts';
import type { NotificationsContext } from '../../context.ts';

const NAMES_QUERY = `query NotificationsNames($people: [_Any!]!) {
  _entities(representations: $people) { ... on User { id profile { nickname displayName } } } }`;
const PROFILE = z.object({ nickname: z.string().nullish(), displayName: z.string().nullish() });
const NAMES_RESPONSE = z.object({
  _entities: z.array(z.object({ id: z.string(), profile: PROFILE.nullish() }).nullable()),
});

/**
 * Names of users as the caller may see them, in the order of `userIds`; null when hidden, or when the profile domain is
 * unavailable. Names are never stored here: texts show current ones, and nothing remains after an erasure.
 */
export async function namePeople(
  { ask }: Pick<NotificationsContext, 'ask'>,
  caller: Caller,
  userIds: readonly string[],
): Promise<(string | null)[]> {
  const people = userIds.map((id) => ({ __typename: 'User', id }));
  const answer = await ask('profile', NAMES_QUERY, { people }, caller).catch(() => null);
  const parsed = NAMES_RESPONSE.safeParse(answer);
  if (!parsed.success) return userIds.map(() => null);
  const names = new Map(
    parsed.data._entities.map((user) => [user?.id, user?.profile?.displayName || user?.profile?.nickname || null]),
  );
  return userIds.map((id) => names.get(id) ?? null);
}
