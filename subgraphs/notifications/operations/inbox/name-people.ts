import { z } from 'zod';
import type { Caller } from '../../../../runtime/executor/caller.ts';
import type { NotificationsContext } from '../../context.ts';

const NAMES = `query NotificationsNames($people: [_Any!]!) {
  _entities(representations: $people) { ... on User { id profile { nickname displayName } } } }`;
const PROFILE = z.object({ nickname: z.string().nullish(), displayName: z.string().nullish() });
const ANSWER = z.object({
  _entities: z.array(z.object({ id: z.string(), profile: PROFILE.nullish() }).nullable()),
});

/**
 * What the caller may know people by, in the order of `userIds`; null where that is nothing, or profile does not answer.
 * Names are never stored here: a text always shows today's, and nothing of a person outlives them.
 */
export async function namePeople(
  { ask }: Pick<NotificationsContext, 'ask'>,
  caller: Caller,
  userIds: readonly string[],
): Promise<(string | null)[]> {
  const people = userIds.map((id) => ({ __typename: 'User', id }));
  const answer = await ask('profile', NAMES, { people }, caller).catch(() => null);
  const parsed = ANSWER.safeParse(answer);
  if (!parsed.success) return userIds.map(() => null);
  const names = new Map(
    parsed.data._entities.map((user) => [user?.id, user?.profile?.displayName || user?.profile?.nickname || null]),
  );
  return userIds.map((id) => names.get(id) ?? null);
}
