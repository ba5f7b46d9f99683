import { type ReadNeeds, readPresences, readProfiles } from './people.ts';
import { STATEMENTS } from './statements.ts';

const PAGE_SIZE = 20;
const HISTORY_SIZE = 50;

/** The viewer's 20 latest conversations. */
export async function inbox({ run, online }: ReadNeeds, viewerId: string): Promise<object> {
  const conversations = (await run(STATEMENTS.inbox, [viewerId, PAGE_SIZE + 1])).slice(0, PAGE_SIZE);
  const others = conversations.map((row) => String(row['other_user_id']));
  const positions = [conversations.map(({ id }) => id), conversations.map((row) => row['last_sequence'])];
  const [messages, profiles, presences] = await Promise.all([
    run(STATEMENTS.messagesAt, positions),
    readProfiles(run, viewerId, others),
    readPresences({ run, online }, viewerId, others),
  ]);
  const messageOf = new Map(messages.map((row) => [row['conversation_id'], row]));
  const edges = conversations.map((row, at) => {
    const id = others[at] ?? '';
    const message = messageOf.get(row['id']);
    return {
      node: {
        id: row['id'],
        lastActivityAt: row['active_at'],
        unreadCount: Number(row['unread_count']),
        otherUser: { id, isOnline: presences.get(id) ?? null, profile: profiles.get(id) ?? null },
        lastMessage: message === undefined ? null : { ...messageFields(message), author: { id: message['author_id'] } },
      },
    };
  });
  return { conversations: { edges } };
}

/** The newest 50 messages of one conversation. */
export async function history(
  { run }: Pick<ReadNeeds, 'run'>,
  viewerId: string,
  { id }: { readonly id: string },
): Promise<object> {
  const [conversation] = await run(STATEMENTS.conversations, [viewerId, [id]]);
  if (conversation === undefined) return { conversation: null };
  const rows = (await run(STATEMENTS.messagePages, [[id], HISTORY_SIZE + 1])).slice(0, HISTORY_SIZE).reverse();
  const profiles = await readProfiles(run, viewerId, [...new Set(rows.map((row) => String(row['author_id'])))]);
  const edges = rows.map((row) => {
    const author = { id: row['author_id'], profile: profiles.get(row['author_id']) ?? null };
    return { node: { ...messageFields(row), editedAt: row['edited_at'], deletedAt: row['deleted_at'], author } };
  });
  return { conversation: { id, messages: { edges } } };
}

/** The fields that every operation selects of a message. */
export const messageFields = (row: Readonly<Record<string, unknown>>) => ({
  id: row['id'],
  sequence: Number(row['sequence']),
  text: row['text'],
  sentAt: row['sent_at'],
});
