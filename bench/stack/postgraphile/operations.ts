import { type Row, toFriends, toHistory, toInbox, toProfile } from './responses.ts';

/** An operation as a client of PostGraphile sends it. */
export interface PeerOperation {
  readonly query: string;
  /** The data as the stack returns it, without friends who are `suspended`. */
  toOurs(data: Row, suspended: ReadonlySet<string>): unknown;
}

const PROFILE = 'rowId nickname displayName avatarMediaFileId';

/** By the names of the stack's operations: those whose tables say the same. */
export const PEER_OPERATIONS: Readonly<Record<string, PeerOperation>> = {
  account: {
    query: 'query Account($viewer: String!) { accountByRowId(rowId: $viewer) { rowId email createdAt } }',
    toOurs: ({ accountByRowId: { rowId, email, createdAt } }) => ({
      me: { id: rowId, email, createdAt: new Date(createdAt).toISOString() },
    }),
  },
  friends: { query: queryOfFriends('Friends', ''), toOurs: toOwnFriends },
  home: { query: queryOfFriends('Home', 'presence { isOnline }'), toOurs: toOwnFriends },
  inbox: {
    query: `query Inbox($viewer: String!) { accountByRowId(rowId: $viewer) {
      inbox(first: 20, orderBy: [ACTIVE_AT_DESC, ROW_ID_DESC]) {
        rowId activeAt unreadCount otherUserId otherPresence { isOnline } otherProfile { ${PROFILE} }
        lastMessage { rowId sequence text sentAt authorId } } } }`,
    toOurs: ({ accountByRowId }) => ({ conversations: toInbox(accountByRowId.inbox) }),
  },
  history: {
    query: `query History($conversation: String!) { conversationByRowId(rowId: $conversation) { rowId
      messages(first: 50, orderBy: SEQUENCE_DESC) {
        rowId sequence text sentAt editedAt deletedAt authorId author { ${PROFILE} } } } }`,
    toOurs: ({ conversationByRowId: { rowId, messages } }) => ({
      conversation: { id: rowId, messages: toHistory(messages) },
    }),
  },
};

function queryOfFriends(name: string, presence: string): string {
  return `query ${name}($viewer: String!) { profileByUserId(userId: $viewer) { ${PROFILE} } accountByRowId(rowId: $viewer) {
    rowId friendships(first: 20, orderBy: ROW_ID_DESC) { friendId ${presence} profile { ${PROFILE} } } } }`;
}

function toOwnFriends(
  { profileByUserId, accountByRowId: { rowId, friendships } }: Row,
  suspended: ReadonlySet<string>,
): unknown {
  return { me: { id: rowId, profile: toProfile(profileByUserId), friends: toFriends(friendships, suspended) } };
}
