import { type DomainWays, mentions } from './way-in.ts';

const OWN = 'what stands between two people both know';

/** Ways in of the friends domain. */
export const waysOfFriends: DomainWays = {
  ways: [
    {
      name: "the viewer's friends",
      covers: ['Query.friends'],
      audience: 'SIGNED_IN',
      reaches: ['friend'],
      look: async ({ ask, of }) =>
        mentions(await ask('{ friends(first: 100) { edges { node { id } } } }'), of.person.id),
    },
    {
      name: "the friends of the viewer's friend",
      covers: ['User.friends'],
      audience: 'SIGNED_IN',
      reaches: ['self', 'friend', 'stranger', 'moderator', 'blocked', 'blocker'],
      look: async ({ ask, of, hub }) =>
        mentions(
          await ask('query ($hub: ID!) { user(id: $hub) { friends(first: 100) { edges { node { id } } } } }', {
            hub: hub.id,
          }),
          of.person.id,
        ),
    },
    {
      name: 'the friends of the owner',
      covers: ['User.friends'],
      audience: 'FRIENDS',
      look: async ({ ask }) =>
        (
          (await ask('query ($id: ID!) { user(id: $id) { friends(first: 1) { edges { node { id } } } } }')).user
            ?.friends?.edges ?? []
        ).length > 0,
    },
    {
      name: 'friends that the viewer has in common with the owner',
      covers: ['User.mutualFriends'],
      audience: 'SIGNED_IN',
      reaches: ['friend', 'stranger', 'moderator', 'blocked', 'blocker'],
      look: async ({ ask, hub }) =>
        mentions(
          await ask('query ($id: ID!) { user(id: $id) { mutualFriends(first: 100) { edges { node { id } } } } }'),
          hub.id,
        ),
    },
    {
      name: 'the owner among the friends in common with somebody',
      covers: ['User.mutualFriends'],
      audience: 'SIGNED_IN',
      reaches: ['friend'],
      look: async ({ ask, of, hub }) =>
        mentions(
          await ask('query ($hub: ID!) { user(id: $hub) { mutualFriends(first: 100) { edges { node { id } } } } }', {
            hub: hub.id,
          }),
          of.person.id,
        ),
    },
    {
      name: 'suggestions',
      covers: ['Query.friendSuggestions'],
      audience: 'SIGNED_IN',
      reaches: ['stranger', 'blocked', 'blocker'],
      look: async ({ ask, of }) =>
        mentions(await ask('{ friendSuggestions(first: 100) { edges { node { id } } } }'), of.person.id),
    },
    {
      name: 'requests',
      covers: ['Query.friendRequests', 'FriendRequest.sender', 'FriendRequest.receiver'],
      audience: 'SIGNED_IN',
      reaches: ['moderator', 'self'],
      look: async ({ ask, of }) =>
        mentions(
          await ask(`{ incoming: friendRequests(direction: INCOMING, first: 100) { edges { node { ...Both } } }
            outgoing: friendRequests(direction: OUTGOING, first: 100) { edges { node { ...Both } } } }
            fragment Both on FriendRequest { sender { id } receiver { id } }`),
          of.person.id,
        ),
    },
    {
      name: 'the request that a notification is about',
      covers: ['@FriendRequest'],
      audience: 'SIGNED_IN',
      reaches: ['moderator', 'friend'],
      async look({ ask, of }) {
        const query = `{ notifications(first: 100) { edges { node { subject { ... on FriendRequest { sender { id } } } } } } }`;
        return mentions(await ask(query), `"sender":{"id":"${of.person.id}"}`);
      },
    },
    {
      name: "the viewer's blocks",
      covers: ['Query.blockedUsers'],
      audience: 'SELF',
      reaches: ['blocker'],
      exceptions: [
        {
          viewers: ['blocker'],
          owners: ['PUBLIC', 'PRIVATE', 'FRIENDS', 'HIDDEN', 'suspended'],
          isSeen: true,
          reason: OWN,
        },
      ],
      look: async ({ ask, of }) =>
        mentions(await ask('{ blockedUsers(first: 100) { edges { node { id } } } }'), of.person.id),
    },
    {
      name: 'the friendship of the two',
      covers: ['User.friendshipStatus'],
      audience: 'FRIENDS',
      reaches: ['friend'],
      look: async ({ ask }) =>
        (await ask('query ($id: ID!) { user(id: $id) { friendshipStatus } }')).user?.friendshipStatus === 'FRIENDS',
    },
  ],
  harmless: {
    'Query.friendRequestsCursor': 'a position',
    'Query.friendshipsCursor': 'a position',
    'Subscription.friendRequestReceived': 'the requests of Query.friendRequests, by the loader of @FriendRequest',
    'Subscription.friendshipChanged': 'the viewer’s own friendships, by id',
    'FriendshipChanged.user': 'the viewer’s own friendships, by id',
  },
};
