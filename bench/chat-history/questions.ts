import { LARGE } from './make-conversations.ts';

/** One kind of question, how fast its answers shall be, and the variables of the nth one asked. */
export interface Question {
  readonly name: string;
  /** What the 95th percentile shall not exceed, in milliseconds. */
  readonly goalMs: number;
  readonly query: string;
  variables(nth: number): Readonly<Record<string, unknown>>;
}

const HISTORY = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { conversation(id: $id) {
  messages(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id sequence text sentAt author { id } } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }`;
const LIST = `{ conversations(first: 20) { edges { cursor node { id kind title unreadCount isMuted otherUser { id }
  lastMessage { sequence } } } pageInfo { endCursor hasNextPage } } }`;
const SEARCH = `query ($query: String!, $id: ID) { searchMessages(query: $query, conversationId: $id, first: 20) {
  edges { cursor node { id text } excerpt { text isMatch } } pageInfo { endCursor } } }`;

const id = LARGE.conversationId;
const PAGE = 50;

/** Where the nth page begins: all over the history, never twice in a row near the last one. */
const cursorOf = (nth: number, messages: number): string => {
  const sequence = 1 + ((nth * 2_654_435_761) % messages);
  return Buffer.from(JSON.stringify(['messages', sequence])).toString('base64url');
};

/** What is measured, over a conversation of `messages` and searches for `words`. */
export const questionsOf = (messages: number, words: readonly string[]): readonly Question[] => {
  const word = (nth: number): string => words[nth % words.length] ?? '';
  const two = (nth: number): string => `${word(nth)} ${word(nth + 1).slice(0, 4)}`;
  return [
    { name: 'newest page', goalMs: 20, query: HISTORY, variables: () => ({ id, last: PAGE }) },
    { name: 'oldest page', goalMs: 20, query: HISTORY, variables: () => ({ id, first: PAGE }) },
    {
      name: 'older, from the middle',
      goalMs: 20,
      query: HISTORY,
      variables: (nth) => ({ id, last: PAGE, before: cursorOf(nth, messages) }),
    },
    {
      name: 'newer, from the middle',
      goalMs: 20,
      query: HISTORY,
      variables: (nth) => ({ id, first: PAGE, after: cursorOf(nth, messages) }),
    },
    {
      name: 'unread count of one',
      goalMs: 20,
      query: 'query ($id: ID!) { conversation(id: $id) { unreadCount } }',
      variables: () => ({ id }),
    },
    { name: 'first page of 5,000 chats', goalMs: 50, query: LIST, variables: () => ({}) },
    { name: 'unread among 5,000 chats', goalMs: 50, query: '{ unreadConversationCount }', variables: () => ({}) },
    { name: 'search, one word', goalMs: 100, query: SEARCH, variables: (nth) => ({ id, query: word(nth) }) },
    { name: 'search, two words', goalMs: 100, query: SEARCH, variables: (nth) => ({ id, query: two(nth) }) },
    {
      name: 'search, one letter',
      goalMs: 100,
      query: SEARCH,
      variables: (nth) => ({ id, query: word(nth).charAt(0) }),
    },
    { name: 'search, nothing to find', goalMs: 100, query: SEARCH, variables: (nth) => ({ id, query: `xq${nth}zzz` }) },
    { name: 'search in 5,000, one word', goalMs: 500, query: SEARCH, variables: (nth) => ({ query: word(nth) }) },
    { name: 'search in 5,000, nothing', goalMs: 500, query: SEARCH, variables: (nth) => ({ query: `xq${nth}zzz` }) },
  ];
};
