/** One thing that clients do, as one request. */
export interface Operation {
  readonly name: string;
  readonly query: string;
  /** Whether the data that it returns is the same at each run: then ours is compared with the limit's. */
  readonly isRead: boolean;
  /** Whether it is sent with a viewer's token. */
  readonly isSignedIn: boolean;
  readonly connections: number;
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
  },
  // Three subgraphs; home has a fourth.
  {
    name: 'friends',
    query: `query Friends { me { id ${PROFILE} friends(first: 20) { edges { node { id ${PROFILE} } } } } }`,
    isRead: true,
    isSignedIn: true,
    connections: CONNECTIONS,
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
