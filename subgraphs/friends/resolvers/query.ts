import { fault } from '../../../runtime/executor/faults.ts';
import { mapNodes } from '../../../runtime/operations/map-nodes.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { listFriendSuggestions } from '../operations/list-friend-suggestions.ts';
import { createIdPaging, SUGGESTIONS } from './paging.ts';
import { connectPeople } from './people.ts';

const REQUESTS = createIdPaging('friendRequests', 'frq');
const BLOCKED = createIdPaging('blockedUsers', 'blk');

/** Maximum number of other people per call: the size of the largest group conversation. */
const MAX_OTHERS = 1_000;

export const Query: QueryResolvers = {
  async friends(_, page, context) {
    const viewerId = viewerOf(context.caller);
    await context.heads.beforeList();
    const connection = await connectPeople(context.friends, viewerId, page);
    if (connection === null) throw new Error('a person may not see their own friends');
    return connection;
  },
  async friendRequests(_, { direction, status, ...page }, context) {
    const filter = { personId: viewerOf(context.caller), direction, status };
    const connection = await REQUESTS.read(page, async (request) => {
      await context.heads.beforeList();
      return context.repository.requestPage(filter, request);
    });
    return { ...connection, count: () => context.repository.requestCount(filter) };
  },
  async blockedUsers(_, page, { caller, repository }) {
    const viewerId = viewerOf(caller);
    const people = await BLOCKED.read(page, (request) => repository.blockedPage(viewerId, request));
    return {
      ...(await mapNodes(people, ({ userId }) => ({ id: userId }))),
      count: () => repository.blockedCount(viewerId),
    };
  },
  async friendSuggestions(_, page, context) {
    const { edges, pageInfo } = await SUGGESTIONS.read(page, (request) => listFriendSuggestions(context, request));
    return {
      pageInfo,
      edges: edges.map(({ cursor, node: { userId, mutualFriendCount } }) => ({
        ...{ cursor, mutualFriendCount },
        node: { id: userId },
      })),
    };
  },
  async friendRequestsCursor(_, __, { caller, streams, logs, heads }) {
    const viewerId = viewerOf(caller);
    return streams.cursor(logs.requests, viewerId, (await heads.read()).requests);
  },
  async friendshipsCursor(_, __, { caller, streams, logs, heads }) {
    const viewerId = viewerOf(caller);
    return streams.cursor(logs.friendships, viewerId, (await heads.read()).friendships);
  },
  friendIds(_, { userId, after, limit }, { repository }) {
    if (limit < 1 || limit > MAX_OTHERS) throw fault('BAD_USER_INPUT', `1 to ${MAX_OTHERS} at a time.`);
    return repository.friendIdsAfter(userId, after ?? '', limit);
  },
  relationships(_, { userId, otherIds }, { repository }) {
    if (otherIds.length > MAX_OTHERS) throw fault('BAD_USER_INPUT', `At most ${MAX_OTHERS} others at a time.`);
    return repository.relationships(userId, otherIds);
  },
};
