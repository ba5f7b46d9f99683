import type { Owner, Viewer } from './rule.ts';
import { type DomainWays, mentions, type WayIn } from './way-in.ts';

/** Nobody is in discovery whose profile is not public. */
const audience = (owner: Owner) => (owner === 'FRIENDS' || owner === 'HIDDEN' ? 'SELF' : 'SIGNED_IN');

/** Who had a match with each owner who is in discovery, before anybody was blocked, suspended or deleted. */
const MATCHED: readonly Viewer[] = ['friend', 'blocked', 'blocker', 'suspended'];

/** A way to the other person of a match. */
const toMatched = (name: string, covers: readonly string[], query: string): WayIn => ({
  ...{ name, covers, audience, reaches: MATCHED },
  look: async ({ ask, of, viewer }) =>
    mentions(await ask(query, { matchId: of.matchIds[viewer] ?? 'mat_none' }), of.person.id),
});

/** Ways in of the discovery domain. */
export const waysOfDiscovery: DomainWays = {
  ways: [
    {
      name: 'people to meet',
      covers: ['Query.discoveryCandidates', 'DiscoveryCandidate.user'],
      audience,
      // Friends have met, and whoever had a match with the owner has decided.
      reaches: ['stranger', 'follower', 'moderator'],
      look: async ({ ask, of }) =>
        mentions(
          await ask('{ discoveryCandidates(first: 20) { edges { node { user { id } headline photos { id } } } } }'),
          of.person.id,
        ),
    },
    toMatched(
      'the matches of the viewer',
      ['Query.matches', 'Match.user'],
      '{ matches(first: 100) { edges { node { user { id } } } } }',
    ),
    toMatched(
      'a match by its id',
      ['Query.match', 'Match.user'],
      'query ($matchId: ID!) { match(id: $matchId) { user { id } } }',
    ),
    toMatched(
      'what the other person of a match sent',
      ['ReceivedLike.user'],
      '{ matches(first: 100) { edges { node { receivedLike { user { id } } } } } }',
    ),
    toMatched(
      'the match that a notification is about',
      ['@Match'],
      '{ notifications(first: 100) { edges { node { subject { ... on Match { user { id } } } } } } }',
    ),
    toMatched(
      'what the viewer decided about people',
      ['Query.discoveryHistory', 'DiscoveryDecision.user'],
      '{ discoveryHistory(first: 100) { edges { node { user { id } } } } }',
    ),
    {
      name: 'who likes the viewer, without an answer',
      covers: ['Query.likesReceived'],
      audience: 'SELF',
      // Each owner likes the stranger, who does not learn who it is.
      reaches: [],
      look: async ({ ask, of }) =>
        mentions(
          await ask('{ likesReceived { count users(first: 100) { edges { node { id user { id } comment } } } } }'),
          of.person.id,
        ),
    },
  ],
  harmless: {
    'Query.discoveryProfile': 'only of the viewer',
    'Query.discoveryPreferences': 'only of the viewer',
    'Query.discoveryQuota': 'numbers of the viewer',
    'Query.dailyPick': 'one of Query.discoveryCandidates, by the same statement',
    'DailyPick.user': 'one of Query.discoveryCandidates, by the same statement',
    'DiscoveryLike.user': 'whom the viewer likes, by the statement of DiscoveryDecision.user',
    'Query.matchesCursor': 'a position in a log of the viewer',
    'Query.likesReceivedCursor': 'a position in a log of the viewer',
    'Subscription.matchCreated': 'one of Query.match, by the same loader',
    'Subscription.matchEnded': 'one of Query.match, by the same loader',
    'Subscription.likeReceived': 'one of Query.likesReceived, by the same rule',
  },
};
