import { z } from 'zod';
import { serviceCaller } from '../../../runtime/caller.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/result.ts';
import type { ChatContext } from '../context.ts';

/** The refusal for people who are no friends of the viewer, or do not exist. */
export type NotFriends = RefusalOf<'NotFriends'>;

/** The part of the context that this needs. */
export interface FriendNeeds extends Pick<ChatContext, 'ask'> {
  readonly repository: Pick<ChatContext['repository'], 'friendsAmong'>;
}

const RELATIONSHIPS = `query ($userId: ID!, $otherIds: [ID!]!) {
  relationships(userId: $userId, otherIds: $otherIds) { areFriends blocked }
}`;

const ANSWER = z.object({ relationships: z.array(z.object({ areFriends: z.boolean(), blocked: z.boolean() })) });

/**
 * Lets pass only friends of the viewer. The local copy may lag behind a friendship that began this moment, so what it
 * denies is asked of the friends domain before it is refused.
 *
 * @throws a fault `UNAVAILABLE` when it cannot be asked.
 */
export async function requireFriends(
  { ask, repository }: FriendNeeds,
  viewerId: string,
  userIds: readonly string[],
  ...path: string[]
): Promise<Result<null, NotFriends>> {
  const known = await repository.friendsAmong(viewerId, userIds);
  const unknown = userIds.filter((userId) => !known.has(userId));
  if (unknown.length === 0) return done(null);
  const answer = await ask('friends', RELATIONSHIPS, { userId: viewerId, otherIds: unknown }, serviceCaller('chat'));
  const { relationships } = ANSWER.parse(answer);
  if (unknown.every((_, at) => relationships[at]?.areFriends === true && relationships[at]?.blocked === false))
    return done(null);
  return refuse({ __typename: 'NotFriends', message: 'You can only do this with friends.', path: ['input', ...path] });
}
