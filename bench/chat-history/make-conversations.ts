import { withClient } from '../../runtime/database/postgres-connections.ts';

/** Who asks, and their longest conversation. */
export const LARGE = { viewerId: 'usr_ada', conversationId: 'cnv_large_conversation' } as const;

/** How much to make. */
export interface ConversationCounts {
  /** Messages of the large conversation. */
  readonly messages: number;
  /** Conversations of the viewer. */
  readonly conversations: number;
  /** Messages of each of those, on average. */
  readonly messagesEach: number;
  /** Conversations of others, of which only the rows themselves are made. */
  readonly others: number;
}

/**
 * Fills chat's tables with a conversation of very many messages and a viewer in very many conversations; a third of
 * those hold something unread, a tenth are muted, a twentieth archived. Words are as unevenly frequent as people's are,
 * in Russian and English. `databaseUrl` is the owner's. The same at each run.
 */
export async function makeConversations(databaseUrl: string, counts: ConversationCounts): Promise<void> {
  await withClient({ connectionString: databaseUrl }, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query("SET maintenance_work_mem = '256MB'");
    await client.query('SELECT setseed(0.25)');
    const { rows } = await client.query("SELECT pg_get_indexdef('message_keys_idx'::regclass) AS definition");
    // Made once for all below, as it is on a table that is there already.
    await client.query('DROP INDEX message_keys_idx');
    await client.query(CONVERSATIONS, [counts.conversations, counts.messagesEach, LARGE.viewerId]);
    await client.query(LONGEST, [LARGE.conversationId, counts.messages]);
    await client.query(MEMBERS, [LARGE.viewerId, LARGE.conversationId]);
    await client.query(MESSAGES);
    await client.query(OTHERS, [counts.others]);
    await client.query(OTHER_MEMBERS);
    await client.query(rows[0].definition);
    await client.query(FRIENDSHIPS);
    for (const table of ['conversation', 'member', 'message']) await client.query(`VACUUM ANALYZE ${table}`);
  });
}

/** There are no friendships, and the copy of them is complete: people are not served before it is. */
const FRIENDSHIPS = "INSERT INTO inbox_position (producer, epoch, number) VALUES ('friends', '1', 0)";

/** Most are direct, every fifth is a group; half of all messages are in a few of them. */
const CONVERSATIONS = `
  INSERT INTO conversation (id, kind, title, direct_key, created_at, active_at, last_sequence, member_count)
  SELECT 'cnv_small_' || lpad(n::text, 12, '0'), CASE WHEN n % 5 = 0 THEN 'GROUP' ELSE 'DIRECT' END,
         CASE WHEN n % 5 = 0 THEN 'Group ' || n END, CASE WHEN n % 5 <> 0 THEN $3 || ':usr_other_' || n END,
         timestamptz '2026-01-01', timestamptz '2026-11-20' - n * interval '1 minute',
         greatest(1, ($2 * 0.5 / sqrt(1.0 - random()))::bigint), CASE WHEN n % 5 = 0 THEN 3 ELSE 2 END
  FROM generate_series(1, $1::int) AS n`;

const LONGEST = `
  INSERT INTO conversation (id, kind, title, created_at, active_at, last_sequence, member_count)
  VALUES ($1, 'GROUP', 'Large', '2025-01-01', '2026-11-20', $2::bigint, 2)`;

const MEMBERS = `
  INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change, read_sequence, delivered_sequence, is_muted, archived_sequence)
  SELECT id, $1, 'MEMBER', created_at, 1, read, last_sequence, hashtext(id) % 10 = 0, CASE WHEN hashtext(id) % 20 = 1 THEN last_sequence END
  FROM (SELECT *, CASE WHEN hashtext(id) % 3 = 0 THEN last_sequence / 2 ELSE last_sequence END AS read FROM conversation) AS c
  UNION ALL
  SELECT id, CASE id WHEN $2 THEN 'usr_ben' ELSE 'usr_other_' || ltrim(right(id, 12), '0') END, 'MEMBER', created_at, 1, last_sequence, last_sequence, false, NULL
  FROM conversation`;

const OTHERS = `
  INSERT INTO conversation (id, kind, direct_key, created_at, active_at, last_sequence, member_count)
  SELECT 'cnv_other_' || lpad(n::text, 12, '0'), 'DIRECT', 'usr_one_' || n % 5000 || ':usr_two_' || n,
         timestamptz '2026-01-01', timestamptz '2026-11-20' - n * interval '1 minute', 100, 2
  FROM generate_series(1, $1::int) AS n`;

const OTHER_MEMBERS = `
  INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change)
  SELECT id, unnest(string_to_array(direct_key, ':')), 'MEMBER', created_at, 1 FROM conversation WHERE id LIKE 'cnv_other_%'`;

/**
 * Nine words each from a vocabulary of 60,000, the nth most frequent of which is about n times as rare as the first; every
 * other word is Russian. In the order of time, so that messages of one conversation lie among those of others.
 */
const MESSAGES = `
  INSERT INTO message (conversation_id, sequence, id, author_id, text, sent_at)
  SELECT id, sequence, 'msg_' || md5(id || sequence), author, text, sent_at FROM (
    SELECT c.id, sequence, CASE WHEN sequence % 2 = 0 THEN 'usr_ada' ELSE 'usr_ben' END AS author,
           c.created_at + (c.active_at - c.created_at) * (sequence::float8 / c.last_sequence) AS sent_at,
           (SELECT string_agg(CASE WHEN (rank + nth) % 2 = 0
              THEN translate(to_hex(rank::bigint * 2654435761 % 4294967296), '0123456789abcdef', 'aeioutnsrhldcmgp')
              ELSE translate(to_hex(rank::bigint * 2654435761 % 4294967296), '0123456789abcdef', 'оеаинтсрвлкмдпуя') END, ' ')
            FROM (SELECT nth, floor(60000 ^ random())::int AS rank FROM generate_series(1, 9) AS nth WHERE sequence IS NOT NULL) AS word) AS text
    FROM conversation AS c, generate_series(1, c.last_sequence) AS sequence) AS made
  ORDER BY sent_at`;
