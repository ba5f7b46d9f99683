import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange as updateRelations } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import { CHANGES_TOPIC, filesShownAgain, filesWithheld } from '../events.ts';
import { type AccessNeeds, announceAccess, announceAcquaintance } from '../operations/announce-access.ts';
import type { ChatStore } from '../repository/index.ts';

type Store = Pick<
  ChatStore,
  'announce' | 'directConversationOf' | 'friendsGrantsOf' | 'noteContactChange' | 'openFriendsRoomsOf'
>;

/**
 * Updates the local copies of friendships, blocks and suspensions. A block ends the streams that the two have open on each
 * other, its beginning and the end of a friendship those on a room for friends of the other, and every change between two
 * people shows or hides their presence at once, as a suspension does with that of one. A direct conversation logs when the
 * two may write to each other from now on, or no longer. Access to files in rooms for friends ends and begins with it.
 */
export const whenRelationsChange = (needs: AccessNeeds): readonly Reaction<Store>[] => [
  ...updateRelations<Store>({
    async onFriendship(store, { userIds, at }, isActive, hasChanged) {
      const rooms = isActive ? [] : await store.openFriendsRoomsOf(userIds);
      if (hasChanged) await announceFiles(store, isActive ? filesShownAgain : filesWithheld, userIds, at);
      const isLogged = hasChanged && (await store.noteContactChange(userIds, new Date(at)));
      return async () => {
        await announce(needs, userIds, rooms);
        if (isLogged) await needs.signals.notify(CHANGES_TOPIC);
      };
    },
    async onBlock(store, { userId, blockedId, at }, isActive) {
      const people = [userId, blockedId];
      if (!isActive) return () => announce(needs, people, []);
      await announceFiles(store, filesWithheld, [userId, blockedId], at);
      const [conversationId, rooms] = await Promise.all([
        store.directConversationOf(userId, blockedId),
        store.openFriendsRoomsOf(people),
      ]);
      const ended = conversationId === null ? rooms : [conversationId, ...rooms];
      return () => announce(needs, people, ended);
    },
  }),
  ...whenSuspensionsChange<Store>(async (_store, userId) => () => announceAcquaintance(needs, [userId])),
];

/** Publishes what becomes of the files in rooms for the friends of one of the two. */
async function announceFiles(
  store: Store,
  event: typeof filesWithheld,
  [one = '', other = '']: readonly string[],
  at: string,
): Promise<void> {
  for (const { grantId, otherId } of await store.friendsGrantsOf([one, other]))
    await store.announce(event, { grantId, userId: otherId, fileIds: null, at }, new Date(at));
}

async function announce(
  needs: AccessNeeds,
  userIds: readonly string[],
  conversationIds: readonly string[],
): Promise<void> {
  await Promise.all([
    announceAcquaintance(needs, userIds),
    ...conversationIds.map((conversationId) => announceAccess(needs, conversationId)),
  ]);
}
