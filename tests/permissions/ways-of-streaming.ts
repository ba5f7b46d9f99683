import type { Exception, Owner } from './rule.ts';
import { type DomainWays, mentions, type WayIn } from './way-in.ts';

const audience = (owner: Owner) => (owner === 'FRIENDS' || owner === 'HIDDEN' ? 'FRIENDS' : 'EVERYBODY');

/** A way to the owner's stream by a query or subscription that selects its title. */
const toStream = (name: string, covers: readonly string[], operation: string, more: Partial<WayIn> = {}): WayIn => ({
  name,
  covers,
  audience,
  async look({ ask, hear, of }) {
    const variables = { streamId: of.streamId, after: of.streamCursor };
    return mentions(await (operation.startsWith('sub') ? hear : ask)(operation, variables), of.word);
  },
  ...more,
});

/** A stream outlives its host, who is null then. */
const ENDED: readonly Exception[] = [
  {
    viewers: ['stranger', 'friend', 'blocked', 'blocker', 'moderator'],
    owners: ['deleted'],
    isSeen: true,
    reason: 'an ended stream stays, without its host and title',
  },
];

/** Ways in of the streaming domain. */
export const waysOfStreaming: DomainWays = {
  ways: [
    toStream(
      'a stream by its id',
      ['Query.stream'],
      'query ($streamId: ID!) { stream(id: $streamId) { title host { id } } }',
    ),
    toStream('what is live', ['Query.liveStreams'], '{ liveStreams(first: 100) { edges { node { title } } } }'),
    toStream(
      'what is announced',
      ['Query.upcomingStreams'],
      '{ upcomingStreams(first: 100) { edges { node { title } } } }',
    ),
    toStream(
      'the live stream of a user',
      ['User.liveStream'],
      'query ($id: ID!) { user(id: $id) { liveStream { title } } }',
    ),
    toStream(
      'the streams of a user',
      ['User.streams'],
      'query ($id: ID!) { user(id: $id) { streams(first: 9) { edges { node { title } } } } }',
    ),
    {
      name: 'the host of a stream',
      covers: ['LiveStream.host'],
      audience,
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($streamId: ID!) { stream(id: $streamId) { host { id } } }', { streamId: of.streamId }),
          of.person.id,
        ),
    },
    toStream(
      'the stream that a notification is about',
      ['@LiveStream'],
      '{ notifications(first: 100) { edges { node { subject { ... on LiveStream { title } } } } } }',
      { reaches: ['friend'] },
    ),
    {
      name: 'the viewers of a stream',
      covers: ['StreamViewer.user'],
      audience: 'SIGNED_IN',
      look: async ({ ask, of, hub }) =>
        mentions(
          await ask(
            'query ($hub: ID!) { stream(id: $hub) { viewers(first: 100) { edges { node { user { id } } } } } }',
            { hub: hub.streamId },
          ),
          of.person.id,
        ),
    },
    {
      name: 'who watches a stream, as it changes',
      covers: ['Subscription.streamViewersChanged'],
      audience: (owner) => (audience(owner) === 'EVERYBODY' ? 'SIGNED_IN' : 'FRIENDS'),
      exceptions: ENDED,
      async look({ hear, of }) {
        const query = 'subscription ($streamId: ID!) { streamViewersChanged(streamId: $streamId) { viewerCount } }';
        return mentions(await hear(query, { streamId: of.streamId }), 'viewerCount');
      },
    },
    {
      name: 'how many watch a public stream',
      covers: ['Subscription.streamViewerCountChanged'],
      audience: 'EVERYBODY',
      exceptions: [
        { owners: ['FRIENDS', 'HIDDEN'], isSeen: false, reason: 'only of public streams, since it is shared by all' },
        {
          viewers: ['blocked', 'blocker'],
          owners: ['PUBLIC', 'PRIVATE'],
          isSeen: true,
          reason: 'shared by all, as visitors may see it',
        },
        { viewers: ['visitor'], owners: ['deleted'], isSeen: true, reason: 'an ended stream stays, without its host' },
        ...ENDED,
      ],
      async look({ hear, of }) {
        const query = 'subscription ($streamId: ID!) { streamViewerCountChanged(streamId: $streamId) { viewerCount } }';
        return mentions(await hear(query, { streamId: of.streamId }), 'viewerCount');
      },
    },
    {
      name: 'the status of a stream, as it changes',
      covers: ['Subscription.streamStatusChanged'],
      audience: (owner) => (audience(owner) === 'EVERYBODY' ? 'SIGNED_IN' : 'FRIENDS'),
      exceptions: ENDED,
      async look({ refusal, of }) {
        const query = `subscription ($streamId: ID!) {
          streamStatusChanged(streamId: $streamId, after: "not a cursor") { stream { title } } }`;
        // There is no sign that it is open; whoever may not see the stream is refused before the cursor is read.
        return (await refusal(query, { streamId: of.streamId })) === 'BAD_USER_INPUT';
      },
    },
  ],
  harmless: {
    'Query.streamsCursor': 'a position',
    'Query.streamHealth': 'for the host of a stream',
    'Subscription.streamHealthChanged': 'for the host of a stream',
    'POST /webhooks/streaming/:provider': 'for media servers; it answers with nothing of people',
    'GET /streaming/playback-keys.json': 'public keys',
    'Query.giftCatalog': 'what can be sent, by nobody',
    'Query.streamCategories': 'sums over streams that the viewer may watch, by the rule of Query.liveStreams',
    'Query.streamBans': 'for the host and moderators of a stream, who have banned those people',
    'StreamBan.user': 'for the host and moderators of a stream, who have banned them',
    'StreamBan.bannedBy': 'for the host and moderators of a stream, who know each other',
    'Query.streamGifts': 'of a stream that the viewer may see, without senders who have a block with the viewer',
    'Query.streamGift': 'by the rule of Query.streamGifts',
    '@StreamGift': 'by the rule of Query.streamGifts',
    'Subscription.streamGiftSent': 'by the rule of Query.streamGifts, and the loader of @StreamGift',
    'StreamGift.sender': 'by the rule of Query.streamGifts; the person is shown as by @User',
    'StreamGifter.user': 'by the rule of Query.streamGifts; the person is shown as by @User',
    'LiveStream.moderators': 'chosen by the host for all who watch; each person is shown as by @User',
    'Query.recordings': 'of streams that the viewer may see, by the rule of Query.stream',
    'Query.recording': 'of streams that the viewer may see, by the rule of Query.stream',
    '@StreamRecording': 'by the rule of Query.recording',
    'Subscription.streamStarted':
      'streams of people whom the viewer follows, by the rule and the loader of @LiveStream',
    'StreamViewersChanged.joined': 'those of LiveStream.viewers, by the same blocks',
    'StreamViewersChanged.left': 'those of LiveStream.viewers, by the same blocks',
  },
};
