import { createPageLoader } from '../../runtime/database/page-loader.ts';
import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { FriendsContext, PeopleLists } from './context.ts';
import type { FriendsRepository } from './repository/index.ts';
import { createIdPaging } from './resolvers/paging.ts';

/** Friends of any person: a cursor of the root list fits the viewer's own `User.friends`. */
const FRIENDS = createIdPaging('friends', 'fsh');
const MUTUAL_FRIENDS = createIdPaging('mutualFriends', 'fsh');

/** Parts of a context that outlive a request. */
export type ContextParts = Pick<Host, 'ask' | 'streams' | 'now'> & Pick<FriendsContext, 'repository' | 'logs'>;

/** The context of one request, or of one event of a subscription. */
export function createFriendsContext(parts: ContextParts, caller: Caller): FriendsContext {
  let reads = createReads(parts.repository, caller);
  return {
    ...parts,
    caller,
    get relationships() {
      return reads.relationships;
    },
    get requests() {
      return reads.requests;
    },
    get friends() {
      return reads.friends;
    },
    get mutualFriends() {
      return reads.mutualFriends;
    },
    get heads() {
      return reads.heads;
    },
    clearLoaders() {
      reads = createReads(parts.repository, caller);
    },
  };
}

function createReads(repository: FriendsRepository, caller: Caller) {
  const { viewerId } = caller;
  const lists = (
    paging: typeof FRIENDS,
    readPages: FriendsRepository['friendPages'],
    readCounts: FriendsRepository['friendCounts'],
  ): PeopleLists => {
    const counts = createViewerLoader(viewerId, readCounts);
    const pages = createPageLoader(paging, async (request) =>
      viewerId === null ? request.parents.map(() => null) : readPages(viewerId, request),
    );
    return { load: pages.load, count: (ownerId) => counts.load(ownerId) };
  };

  return {
    relationships: createViewerLoader(viewerId, async (viewer, ids) => {
      const relationships = await repository.relationships(viewer, ids);
      return relationships.map((relationship) => (relationship.otherId === viewer ? null : relationship));
    }),
    requests: createViewerLoader(viewerId, repository.requests),
    friends: lists(FRIENDS, repository.friendPages, repository.friendCounts),
    mutualFriends: lists(MUTUAL_FRIENDS, repository.mutualFriendPages, repository.mutualFriendCounts),
    heads: createSnapshotPosition(() => readHeads(repository, viewerOf(caller))),
  };
}

async function readHeads(repository: FriendsRepository, viewerId: string) {
  const [requests, friendships] = await Promise.all([
    newestSequence(repository.requestLog, viewerId),
    newestSequence(repository.friendshipLog, viewerId),
  ]);
  return { requests, friendships };
}
