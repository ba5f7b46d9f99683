import { whenSuspensionsChange } from '../../runtime/relations/when-suspensions-change.ts';
import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { FriendsContext } from './context.ts';
import { createFriendsContext } from './create-context.ts';
import { friendshipsImporter } from './import/friendships.ts';
import { eraseUser } from './operations/erase-user.ts';
import { whenUserRegistered } from './reactions/when-user-registered.ts';
import { type FriendsStore, openFriendsRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { snapshotOfFriends } from './snapshot.ts';

/** Friendships, friend requests and blocks. */
export default defineSubgraph<FriendsContext, FriendsStore>({
  name: 'friends',
  ids: { frq: 'FriendRequest', fsh: 'Friendship', blk: 'Block' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  open({ databaseUrl, ask, streams, now, log }) {
    const repository = openFriendsRepository(databaseUrl, log);
    const parts = {
      ask,
      streams,
      now,
      repository,
      logs: { requests: repository.requestLog, friendships: repository.friendshipLog },
    };
    return {
      createContext: (caller) => createFriendsContext(parts, caller),
      database: repository,
      personalData: repository.personalData,
      reactions: [whenUserRegistered(now), ...whenSuspensionsChange<FriendsStore>()],
      snapshot: snapshotOfFriends(repository),
      importers: [friendshipsImporter()],
      eraseUser: (store, userId) => eraseUser(parts, store, userId),
    };
  },
});
