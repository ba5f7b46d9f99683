import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext, LikeEvent, MatchEvent } from '../context.ts';
import type {
  DailyPickResolvers,
  MatchResolvers,
  MutationResolvers,
  QueryResolvers,
  SubscriptionResolvers,
} from '../generated.ts';
import { followMatches } from '../operations/matches/follow-matches.ts';
import { unmatch } from '../operations/matches/unmatch.ts';
import { readDailyPick } from '../operations/picks/read-daily-pick.ts';

const MATCHES = createPaging({
  name: 'matches',
  key: [cursorPart.id('mat')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

export const matchQueries: Pick<
  QueryResolvers,
  'dailyPick' | 'match' | 'matches' | 'matchesCursor' | 'likesReceivedCursor'
> = {
  dailyPick: (_, __, context) => readDailyPick(context),
  match: (_, { id }, { matches }) => matches.load(id),
  matches: (_, { state = null, ...page }, { caller, repository, logPositions }) =>
    MATCHES.read(page, async (request) => {
      await logPositions.beforeList();
      return repository.matchPage(viewerOf(caller), state, request);
    }),
  async matchesCursor(_, __, { caller, streams, repository, logPositions }) {
    return streams.cursor(repository.matchLog, viewerOf(caller), (await logPositions.read()).matches);
  },
  async likesReceivedCursor(_, __, { caller, streams, repository, logPositions }) {
    return streams.cursor(repository.likeLog, viewerOf(caller), (await logPositions.read()).likes);
  },
};

export const matchMutations: Pick<MutationResolvers, 'unmatch'> = {
  async unmatch(_, { input }, context) {
    const ended = await unmatch(context, input);
    return ended.ok
      ? { match: await context.matches.load(ended.value), errors: [] }
      : { match: null, errors: [ended.refusal] };
  },
};

/** The person of the day. */
export const DailyPick: DailyPickResolvers = { user: ({ userId }) => ({ id: userId }) };

/** A match as one of its two sees it. */
export const Match: MatchResolvers = {
  __resolveReference: ({ id }, { matches }) => matches.load(id),
  user: ({ otherId }) => ({ id: otherId }),
  state: ({ talkingAt, endedAt }) => (endedAt !== null ? 'ENDED' : talkingAt !== null ? 'TALKING' : 'NEW'),
  receivedLike: ({ id }, _, { likesOfMatches }) => likesOfMatches.load(id),
};

/** The viewer's own logs. */
export const matchSubscriptions: Pick<SubscriptionResolvers, 'matchCreated' | 'matchEnded' | 'likeReceived'> = {
  matchCreated: {
    subscribe: (_, { after }, context) => followMatches(context, 'CREATED', after),
    resolve: async ({ cursor, resyncRequired, entry }: MatchEvent, _: unknown, { matches }: DiscoveryContext) => ({
      cursor,
      resyncRequired,
      match: entry === null ? null : await matches.load(entry.matchId),
    }),
  },
  matchEnded: {
    subscribe: (_, { after }, context) => followMatches(context, 'ENDED', after),
    async resolve({ cursor, resyncRequired, entry }: MatchEvent, _: unknown, { matches }: DiscoveryContext) {
      const match = entry === null ? null : await matches.load(entry.matchId);
      // Whose match it was cannot be seen any more: only reading the matches again shows which is missing.
      return { cursor, match, resyncRequired: resyncRequired || (entry !== null && match === null) };
    },
  },
  likeReceived: {
    subscribe(_, { after }, { caller, streams, repository }) {
      const viewerId = viewerOf(caller);
      return streams.follow(repository.likeLog, viewerId, viewerId, after);
    },
    resolve: async ({ cursor, resyncRequired, entry }: LikeEvent, _: unknown, { receivedLikes }: DiscoveryContext) => ({
      cursor,
      resyncRequired,
      like: entry === null ? null : await receivedLikes.load(entry.likeId),
    }),
  },
};
