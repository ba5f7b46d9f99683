import type { Exception } from './rule.ts';
import { type DomainWays, type Look, mentions, type WayIn } from './way-in.ts';

const MEMBERS = ['self', 'friend', 'blocked', 'blocker'] as const;

/** What was written to somebody stays theirs, with the id of its author: names are of the profile domain, which hides them. */
const HISTORY: readonly Exception[] = [
  {
    viewers: ['blocked', 'blocker'],
    owners: ['PUBLIC', 'PRIVATE', 'FRIENDS', 'HIDDEN', 'suspended'],
    isSeen: true,
    reason: 'what was written to somebody stays theirs',
  },
  { viewers: ['friend'], owners: ['suspended'], isSeen: true, reason: 'what was written to somebody stays theirs' },
];

/** A way to what the owner has written in the group; visible by the owner's id. */
const inGroup = (name: string, covers: readonly string[], fields: string): WayIn => ({
  name,
  covers,
  audience: 'FRIENDS',
  reaches: MEMBERS,
  exceptions: HISTORY,
  look: async ({ ask, of }) =>
    mentions(
      await ask(`query ($group: ID!) { conversation(id: $group) { id ${fields} } }`, { group: of.groupId }),
      of.person.id,
    ),
});

const direct = ({ of, viewer }: Pick<Look, 'of' | 'viewer'>): string =>
  of.directIds[viewer] ?? of.directIds.friend ?? '';

/** Ways in of the chat domain. */
export const waysOfChat: DomainWays = {
  ways: [
    inGroup('members of a group', ['ConversationMember.user'], 'members(first: 50) { edges { node { user { id } } } }'),
    inGroup(
      'authors in a group',
      ['Message.author', 'Query.conversation'],
      'messages(last: 5) { edges { node { author { id } } } }',
    ),
    inGroup(
      'who reacted in a group',
      ['Reaction.users'],
      'messages(last: 5) { edges { node { reactions { users { id } } } } }',
    ),
    inGroup(
      'who is mentioned in a group',
      ['Message.mentions'],
      'messages(last: 5) { edges { node { mentions { id } } } }',
    ),
    inGroup('the author of the newest message', [], 'lastMessage { author { id } }'),
    {
      name: 'the other person of a direct conversation',
      covers: ['Conversation.otherUser'],
      audience: 'FRIENDS',
      reaches: ['friend', 'blocked', 'blocker'],
      exceptions: HISTORY,
      look: async ({ ask, of, viewer }) =>
        mentions(
          await ask('query ($direct: ID!) { conversation(id: $direct) { otherUser { id } } }', {
            direct: direct({ of, viewer }),
          }),
          of.person.id,
        ),
    },
    {
      name: 'the direct conversation with a user',
      covers: ['User.directConversation', '@Conversation'],
      audience: 'FRIENDS',
      reaches: ['friend', 'blocked', 'blocker'],
      exceptions: HISTORY.map((exception) => ({
        ...exception,
        owners: exception.owners?.filter((owner) => owner !== 'suspended') ?? [],
      })),
      look: async ({ ask }) =>
        ((await ask('query ($id: ID!) { user(id: $id) { directConversation { id } } }')).user?.directConversation ??
          null) !== null,
    },
    {
      name: 'conversations',
      covers: ['Query.conversations'],
      audience: 'FRIENDS',
      reaches: ['friend', 'blocked', 'blocker'],
      exceptions: HISTORY,
      look: async ({ ask, of }) =>
        mentions(await ask('{ conversations(first: 50) { edges { node { otherUser { id } } } } }'), of.person.id),
    },
    {
      name: 'messages by a search',
      covers: ['Query.searchMessages'],
      audience: 'FRIENDS',
      reaches: MEMBERS,
      exceptions: HISTORY,
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($word: String!) { searchMessages(query: $word) { edges { node { author { id } } } } }', {
            word: of.word,
          }),
          of.person.id,
        ),
    },
    {
      name: 'the message that a notification is about',
      covers: ['@Message'],
      audience: 'FRIENDS',
      reaches: ['friend'],
      exceptions: HISTORY,
      look: async ({ ask, of }) =>
        mentions(
          await ask(
            '{ notifications(first: 100) { edges { node { subject { ... on Message { text author { id } } } } } } }',
          ),
          `"author":{"id":"${of.person.id}"}`,
        ),
    },
    {
      name: 'messages of a direct conversation, as they come',
      covers: ['Subscription.messageAdded'],
      audience: 'FRIENDS',
      reaches: MEMBERS,
      exceptions: [
        { viewers: ['friend'], owners: ['suspended'], isSeen: true, reason: 'the conversation stays the friend’s' },
        { viewers: ['friend'], owners: ['deleted'], isSeen: true, reason: 'the conversation stays the friend’s' },
        { viewers: ['blocked', 'blocker'], owners: ['deleted'], isSeen: true, reason: 'nobody is at the other end' },
      ],
      async look({ refusal, of, viewer }) {
        const query =
          'subscription ($direct: ID!) { messageAdded(conversationId: $direct, after: "not a cursor") { cursor } }';
        return (await refusal(query, { direct: direct({ of, viewer }) })) === 'BAD_USER_INPUT';
      },
    },
    {
      name: 'whether somebody is online',
      covers: ['User.isOnline', 'User.lastSeenAt'],
      audience: 'FRIENDS',
      look: async ({ ask }) =>
        ((await ask('query ($id: ID!) { user(id: $id) { isOnline } }')).user?.isOnline ?? null) !== null,
    },
    {
      name: 'who comes online',
      covers: ['Subscription.presenceChanged', 'PresenceChangedPayload.user'],
      audience: 'FRIENDS',
      async look({ hear }) {
        const query = 'subscription ($id: ID!) { presenceChanged(userIds: [$id]) { user { isOnline } } }';
        return ((await hear(query)).presenceChanged?.user?.isOnline ?? null) !== null;
      },
    },
  ],
  harmless: {
    'Query.unreadConversationCount': 'a number',
    'Query.conversationsCursor': 'a position',
    'Query.room': 'rooms are open; their members are those of Conversation.members',
    'Query.rooms': 'rooms are open; their members are those of Conversation.members',
    'Subscription.messageUpdated': 'as messageAdded, by the same access',
    'MessageUpdatedPayload.member': 'as Message.author',
    'Subscription.conversationUpdated': 'the conversations of Query.conversations, as Message.author',
    'ConversationUpdatedPayload.member': 'as Message.author',
    'Subscription.receiptUpdated': 'as Conversation.members, by the access of messageAdded',
    'ReceiptUpdatedPayload.user': 'as Conversation.members',
    'Subscription.typingChanged': 'as Conversation.members, by the access of messageAdded',
    'TypingChangedPayload.user': 'as Conversation.members',
    'MessageReceipts.users': 'as Conversation.members',
  },
};
