import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { createRelationshipLookup } from '../../../runtime/relations/ask-relationships.ts';
import type { ChatContext } from '../context.ts';

/** The refusal for people who are no friends of the viewer, or do not exist. */
export type NotFriends = RefusalOf<'NotFriends'>;

export interface ContactNeeds extends Pick<ChatContext, 'ask'> {
  readonly repository: Pick<ChatContext['repository'], 'contactsAmong'>;
}

export interface FriendNeeds extends Pick<ChatContext, 'ask'> {
  readonly repository: Pick<ChatContext['repository'], 'friendsAmong'>;
}

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
  const friends = await repository.friendsAmong(viewerId, userIds);
  return confirmOthers(ask, viewerId, userIds, friends, path);
}

/**
 * Lets pass a friend of the viewer, and a person with whom they have a match, contract or order. Confirms like
 * `requireFriends`.
 *
 * @throws a fault `UNAVAILABLE` when friends cannot be asked.
 */
export async function requireContact(
  { ask, repository }: ContactNeeds,
  viewerId: string,
  userId: string,
  ...path: string[]
): Promise<Result<null, NotFriends>> {
  const contacts = await repository.contactsAmong(viewerId, [userId]);
  return confirmOthers(ask, viewerId, [userId], contacts, path);
}

async function confirmOthers(
  ask: ChatContext['ask'],
  viewerId: string,
  userIds: readonly string[],
  permitted: ReadonlySet<string>,
  path: readonly string[],
): Promise<Result<null, NotFriends>> {
  const unknown = userIds.filter((userId) => !permitted.has(userId));
  if (unknown.length === 0) return done(null);
  const relationships = await createRelationshipLookup(ask, 'chat')(viewerId, unknown);
  if (relationships.every(({ areFriends, blocked }) => areFriends && !blocked)) return done(null);
  return refuse({ __typename: 'NotFriends', message: 'You can only do this with friends.', path: ['input', ...path] });
}
