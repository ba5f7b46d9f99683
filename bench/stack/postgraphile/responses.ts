/** A record of a response. */
// biome-ignore lint/suspicious/noExplicitAny: of these responses only those are read whose shape the query says.
export type Row = Readonly<Record<string, any>>;

const rowsOf = (rows: unknown): readonly Row[] => (Array.isArray(rows) ? rows : []);

const toInstant = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

export const toProfile = ({ rowId, nickname, displayName, avatarMediaFileId }: Row) => ({
  id: rowId,
  nickname,
  displayName,
  avatarUrl: avatarMediaFileId,
});

/** Friends who are not suspended, with `isOnline` where it was selected. */
export const toFriends = (rows: unknown, suspended: ReadonlySet<string>) => ({
  edges: rowsOf(rows)
    .filter(({ friendId }) => !suspended.has(friendId))
    .map((row) => ({ node: toFriend(row) })),
});

const toFriend = ({ friendId, presence, profile }: Row) => ({
  id: friendId,
  ...(presence !== undefined && { isOnline: presence.isOnline }),
  profile: toProfile(profile),
});

/** Conversations as a list shows them. */
export const toInbox = (rows: unknown) => ({ edges: rowsOf(rows).map((row) => ({ node: toInboxEntry(row) })) });

const toInboxEntry = (row: Row) => ({
  id: row['rowId'],
  lastActivityAt: toInstant(row['activeAt']),
  unreadCount: Number(row['unreadCount']),
  otherUser: {
    id: row['otherUserId'],
    isOnline: row['otherPresence'].isOnline,
    profile: toProfile(row['otherProfile']),
  },
  lastMessage: { ...messageFields(row['lastMessage']), author: { id: row['lastMessage'].authorId } },
});

/** Messages with their authors, oldest first; the rows begin with the newest. */
export const toHistory = (rows: unknown) => ({
  edges: rowsOf(rows)
    .toReversed()
    .map((row) => ({ node: toMessage(row) })),
});

const toMessage = (row: Row) => ({
  ...messageFields(row),
  editedAt: toInstant(row['editedAt']),
  deletedAt: toInstant(row['deletedAt']),
  author: { id: row['authorId'], profile: toProfile(row['author']) },
});

const messageFields = ({ rowId, sequence, text, sentAt }: Row) => ({
  id: rowId,
  sequence: Number(sequence),
  text,
  sentAt: toInstant(sentAt),
});
