import type { Form } from './start-stack.ts';

/** What the stack shall reach, without a failed request. */
export interface Goal {
  /** Requests a second. */
  readonly rate: Readonly<Record<Form, number>>;
  readonly p99Ms: number;
}

/** One thing that clients do, as one request. */
export interface Operation {
  readonly name: string;
  readonly query: string;
  /** Whether the data that it returns is the same at each run: then ours is compared with the limit's. */
  readonly isRead: boolean;
  /** Whether it is sent with a viewer's token. */
  readonly isSignedIn: boolean;
  readonly connections: number;
  readonly goal?: Goal;
}

/** Enough to keep both cores busy, few enough that a request is answered in time where they are shared. */
const CONNECTIONS = 20;
/** As many passwords as auth checks at a time for one address; more would be refused. */
const LOGIN_CONNECTIONS = 3;

const PROFILE = 'profile { id nickname displayName avatarUrl }';

export const OPERATIONS: readonly Operation[] = [
  // One subgraph.
  {
    name: 'account',
    query: 'query Account { me { id email createdAt } }',
    isRead: true,
    isSignedIn: true,
    connections: CONNECTIONS,
    goal: { rate: { embedded: 3_000, served: 1_500 }, p99Ms: 100 },
  },
  // Three subgraphs; home has a fourth.
  {
    name: 'friends',
    query: `query Friends { me { id ${PROFILE} friends(first: 20) { edges { node { id ${PROFILE} } } } } }`,
    isRead: true,
    isSignedIn: true,
    connections: CONNECTIONS,
    goal: { rate: { embedded: 1_200, served: 600 }, p99Ms: 150 },
  },
  {
    name: 'home',
    query: `query Home { me { id ${PROFILE} friends(first: 20) { edges { node { id isOnline ${PROFILE} } } } } }`,
    isRead: true,
    isSignedIn: true,
    connections: CONNECTIONS,
  },
  {
    name: 'inbox',
    query: `query Inbox { conversations(first: 20) { edges { node {
      id lastActivityAt unreadCount otherUser { id isOnline ${PROFILE} }
      lastMessage { id sequence text sentAt author { id } } } } } }`,
    isRead: true,
    isSignedIn: true,
    connections: CONNECTIONS,
  },
  {
    name: 'history',
    query: `query History($id: ID!) { conversation(id: $id) { id messages(last: 50) { edges { node {
      id sequence text sentAt editedAt deletedAt author { id ${PROFILE} } } } } } }`,
    isRead: true,
    isSignedIn: true,
    connections: CONNECTIONS,
  },
  {
    name: 'sendMessage',
    query: `mutation SendMessage($input: SendMessageInput!) { sendMessage(input: $input) {
      message { id sequence text sentAt clientMessageId } errors { __typename } } }`,
    isRead: false,
    isSignedIn: true,
    connections: CONNECTIONS,
    goal: { rate: { embedded: 400, served: 400 }, p99Ms: 150 },
  },
  {
    name: 'login',
    query: `mutation Login($input: LoginInput!) { login(input: $input) {
      session { accessToken refreshToken expiresAt user { id } } errors { __typename } } }`,
    isRead: false,
    isSignedIn: false,
    connections: LOGIN_CONNECTIONS,
  },
];
