import { createLoader } from '../../runtime/database/loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog } from '../../runtime/live/durable-log.ts';
import type { PageRequest } from '../../runtime/operations/connection.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { FriendsContext, PeopleLists } from './context.ts';
import { FRIENDSHIPS_LOG, REQUESTS_LOG } from './events.ts';
import type { ChangeStream, LoggedChange } from './repository/changes.ts';
import type { FriendsRepository } from './repository/index.ts';
import type { PeoplePage } from './repository/people.ts';

/** What contexts are made of: all of it outlives a request. */
export type ContextParts = Pick<Host, 'ask' | 'streams' | 'now'> & Pick<FriendsContext, 'repository' | 'logs'>;

/** The durable logs of the domain, read from its tables. Everybody listens to their own only. */
export function createLogs(repository: FriendsRepository): FriendsContext['logs'] {
  const logOf = (name: string, stream: ChangeStream): DurableLog<LoggedChange> => ({
    name,
    heads: (ownerIds) => repository.changeHeads(stream, ownerIds),
    read: async (ownerId, after, limit) => {
      const changes = await repository.readChanges(stream, ownerId, after, limit);
      return changes.map((entry) => ({ sequence: entry.sequence, entry }));
    },
    oldest: (ownerId) => repository.oldestChange(stream, ownerId),
    permitted: async (ownerId, viewerIds) => new Set(viewerIds.filter((viewerId) => viewerId === ownerId)),
  });
  return { requests: logOf(REQUESTS_LOG.name, 'REQUESTS'), friendships: logOf(FRIENDSHIPS_LOG.name, 'FRIENDSHIPS') };
}

/** The context of one request, or of one event of a subscription. */
export function createFriendsContext(parts: ContextParts, caller: Caller): FriendsContext {
  let reads = createReads(parts.repository, caller);
  return {
    ...parts,
    caller,
    get standings() {
      return reads.standings;
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
    heads: () => reads.heads(),
    forget() {
      reads = createReads(parts.repository, caller);
    },
  };
}

function createReads(repository: FriendsRepository, caller: Caller) {
  const { viewerId } = caller;
  let heads: ReturnType<FriendsContext['heads']> | undefined;
  // A visitor is nobody's friend and has no requests: there is nothing to read, and every answer is null.
  const asViewer = <Row>(read: (viewerId: string, ids: readonly string[]) => Promise<readonly (Row | null)[]>) =>
    createLoader<Row>((ids) => (viewerId === null ? Promise.resolve(ids.map(() => null)) : read(viewerId, ids)));
  const lists = (
    readPages: (viewerId: string, ids: readonly string[], page: Page) => Promise<PeoplePage[]>,
    readCounts: (viewerId: string, ids: readonly string[]) => Promise<(number | null)[]>,
  ) => createLists((page) => asViewer((viewer, ids) => readPages(viewer, ids, page)), asViewer(readCounts));

  return {
    standings: asViewer(async (viewer, ids) => {
      const standings = await repository.standings(viewer, ids);
      return standings.map((standing) => (standing.otherId === viewer ? null : standing));
    }),
    requests: asViewer(repository.requests),
    friends: lists(repository.friendPages, repository.friendCounts),
    mutualFriends: lists(repository.mutualFriendPages, repository.mutualFriendCounts),
    heads: () => {
      heads ??= readHeads(repository, viewerOf(caller));
      return heads;
    },
  };
}

type Page = PageRequest<readonly [string]>;

/** One loader for each distinct page: all owners of that page in one statement. */
function createLists(
  loaderOf: (page: Page) => { load(id: string): Promise<PeoplePage> },
  counts: { load(id: string): Promise<number | null> },
): PeopleLists {
  const loaders = new Map<string, ReturnType<typeof loaderOf>>();
  return {
    page(ownerId, page) {
      const key = JSON.stringify(page);
      const loader = loaders.get(key) ?? loaderOf(page);
      loaders.set(key, loader);
      return loader.load(ownerId);
    },
    count: (ownerId) => counts.load(ownerId),
  };
}

async function readHeads(repository: FriendsRepository, viewerId: string) {
  const [requests, friendships] = await Promise.all([
    repository.changeHeads('REQUESTS', [viewerId]),
    repository.changeHeads('FRIENDSHIPS', [viewerId]),
  ]);
  return { requests: requests.get(viewerId) ?? 0, friendships: friendships.get(viewerId) ?? 0 };
}
