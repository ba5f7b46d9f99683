import { fault } from '../../../runtime/executor/faults.ts';
import type { LogEvent } from '../../../runtime/live/durable-log.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../context.ts';
import type {
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
  UserResolvers,
} from '../generated.ts';
import { acceptFollowRequest } from '../operations/follows/accept-follow-request.ts';
import { followUser } from '../operations/follows/follow-user.ts';
import { kindOf, listSuggestions, SUGGESTIONS } from '../operations/follows/list-suggestions.ts';
import { rejectFollowRequest } from '../operations/follows/reject-follow-request.ts';
import { removeFollower } from '../operations/follows/remove-follower.ts';
import { unfollowUser } from '../operations/follows/unfollow-user.ts';
import { updateFollow } from '../operations/follows/update-follow.ts';
import { updateSocialSettings } from '../operations/settings/update-social-settings.ts';

const REQUESTS = createPaging({
  name: 'followRequests',
  key: [cursorPart.id('flr')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

/** Most pairs that a service asks about at a time. */
const MAX_PAIRS = 1_000;

const person = (id: string) => ({ id });

/** The payload of a mutation that returns a person by id. */
const userPayload = <Refusal>(result: Result<string, Refusal>) => {
  const { user, errors } = payloadOf('user', result);
  return { user: user === null ? null : person(user), errors };
};

/** A page of followers as a connection of people; null where the viewer may not see it. */
async function connect(lists: SocialContext['followers'], id: string, page: Parameters<typeof lists.load>[1]) {
  const connection = await lists.load(id, page);
  if (connection === null) return null;
  return {
    pageInfo: connection.pageInfo,
    edges: connection.edges.map(({ cursor, node: { userId, followedAt } }) => ({
      cursor,
      followedAt,
      node: person(userId),
    })),
  };
}

/** A count of a person; null where they are hidden from the viewer. */
async function countOf(
  { followRelations, personCounts }: Pick<SocialContext, 'followRelations' | 'personCounts'>,
  id: string,
  name: 'followers' | 'following',
): Promise<number | null> {
  const [relation, counts] = await Promise.all([followRelations.load(id), personCounts.load(id)]);
  return relation?.isHidden === true ? null : (counts.get(name) ?? 0);
}

/** How people follow each other. */
export const userFollows: UserResolvers = {
  followers: ({ id }, page, { followers }) => connect(followers, id, page),
  following: ({ id }, page, { followees }) => connect(followees, id, page),
  followerCount: ({ id }, _, context) => countOf(context, id, 'followers'),
  followingCount: ({ id }, _, context) => countOf(context, id, 'following'),
  async followStatus({ id }, _, { caller, followRelations }) {
    if (caller.viewerId === null || caller.viewerId === id) return null;
    const relation = await followRelations.load(id);
    if (relation?.follow != null) return 'FOLLOWING';
    return relation?.isRequested === true ? 'REQUESTED' : 'NONE';
  },
  viewerFollow: async ({ id }, _, { followRelations }) => (await followRelations.load(id))?.follow ?? null,
  followsViewer: async ({ id }, _, { followRelations }) => (await followRelations.load(id))?.followsViewer ?? false,
  async hasPrivateAccount({ id }, _, { followRelations }) {
    const relation = await followRelations.load(id);
    return relation?.isPrivate === true && !relation.isHidden;
  },
  socialSettings: ({ id }, _, { caller, socialSettings }) => (id === caller.viewerId ? socialSettings.load(id) : null),
};

export const followQueries: QueryResolvers = {
  followRequests: (_, { direction, ...page }, { caller, newestRequest, repository }) =>
    REQUESTS.read(page, async (request) => {
      const viewerId = viewerOf(caller);
      await newestRequest.beforeList();
      return repository.followRequestPage(viewerId, direction, request);
    }),
  followRequestsCursor: async (_, __, { caller, streams, newestRequest, repository }) =>
    streams.cursor(repository.followRequestLog, viewerOf(caller), await newestRequest.read()),
  async whoToFollow(_, page, context) {
    const { edges, pageInfo } = await SUGGESTIONS.read(page, (request) => listSuggestions(context, request));
    return { edges, pageInfo };
  },
  followerIds(_, { userId, after, limit }, { repository }) {
    if (limit < 1 || limit > MAX_PAIRS) throw fault('BAD_USER_INPUT', `1 to ${MAX_PAIRS} at a time.`);
    return repository.followerIdsAfter(userId, after ?? '', limit);
  },
  followsBetween(_, { followerIds, followeeIds }, { repository }) {
    if (followerIds.length !== followeeIds.length || followerIds.length > MAX_PAIRS)
      throw fault('BAD_USER_INPUT', `Two lists of the same length, at most ${MAX_PAIRS}.`);
    return repository.followsBetween(followerIds, followeeIds);
  },
};

export const followMutations: MutationResolvers = {
  followUser: async (_, { input }, context) => userPayload(await followUser(context, input)),
  unfollowUser: async (_, { input }, context) => userPayload(await unfollowUser(context, input)),
  removeFollower: async (_, { input }, context) => userPayload(await removeFollower(context, input)),
  updateFollow: async (_, { input }, context) => userPayload(await updateFollow(context, input)),
  acceptFollowRequest: async (_, { input }, context) => payloadOf('request', await acceptFollowRequest(context, input)),
  rejectFollowRequest: async (_, { input }, context) => payloadOf('request', await rejectFollowRequest(context, input)),
  updateSocialSettings: async (_, { input }, context) =>
    payloadOf('socialSettings', await updateSocialSettings(context, input)),
};

export const followSubscriptions: SubscriptionResolvers = {
  followRequestReceived: {
    subscribe(_, { after }, { caller, streams, repository }) {
      const viewerId = viewerOf(caller);
      return streams.follow(repository.followRequestLog, viewerId, viewerId, after);
    },
    resolve: async (
      { cursor, resyncRequired, entry }: LogEvent<{ readonly requestId: string }>,
      _: unknown,
      { followRequests }: SocialContext,
    ) => ({ cursor, resyncRequired, request: entry === null ? null : await followRequests.load(entry.requestId) }),
  },
};

export const followEntities: Pick<Resolvers, 'FollowRequest' | 'FollowSuggestion'> = {
  FollowRequest: {
    __resolveReference: ({ id }, { followRequests }) => followRequests.load(id),
    sender: ({ senderId }) => person(senderId),
    receiver: ({ receiverId }) => person(receiverId),
  },
  FollowSuggestion: {
    user: ({ userId }) => person(userId),
    reason: (suggestion) => ({
      kind: kindOf(suggestion),
      mutualCount: suggestion.mutualCount,
      mutuals: suggestion.mutualIds.map(person),
      score: suggestion.points / 10,
    }),
  },
};
