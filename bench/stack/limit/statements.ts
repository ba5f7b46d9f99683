/** A statement that is prepared once on each connection, in the schema of a domain. */
export interface Statement {
  readonly domain: string;
  readonly name: string;
  readonly text: string;
}

const statement = (domain: string, name: string, text: string): Statement => ({ domain, name, text });

const blocked = (one: string, other: string): string =>
  `EXISTS (SELECT FROM block AS b WHERE b.is_active AND (b.blocker_id, b.blocked_id) IN ((${one}, ${other}), (${other}, ${one})))`;
const friends = (one: string, other: string): string =>
  `EXISTS (SELECT FROM friendship AS f WHERE f.user_id = ${one} AND f.friend_id = ${other} AND f.is_active)`;

const ACCOUNTS = statement(
  'auth',
  'accounts',
  `SELECT a.id, a.created_at, to_char(a.date_of_birth, 'YYYY-MM-DD') AS date_of_birth, a.roles, e.value AS email,
     e.verified_at AS email_verified_at, e.refused_at AS email_refused_at, p.value AS phone, p.verified_at AS phone_verified_at,
     a.suspended_at, a.suspended_until, a.suspension_reason
   FROM account a
   LEFT JOIN identifier e ON e.user_id = a.id AND e.kind = 'EMAIL' LEFT JOIN identifier p ON p.user_id = a.id AND p.kind = 'PHONE'
   WHERE a.id = ANY ($1::text[])`,
);

const suspended = (person: string): string =>
  `EXISTS (SELECT FROM suspension AS s WHERE s.user_id = ${person} AND s.is_active AND (s.until IS NULL OR s.until > now()))`;

/** Owners, the viewer, and one more than the size of a page. */
const FRIENDS = statement(
  'friends',
  'friends',
  `SELECT parent.nth::int AS nth, page.*
   FROM unnest($1::text[]) WITH ORDINALITY AS parent (id, nth)
   LEFT JOIN LATERAL (SELECT row_number() OVER () AS ordinal, listed.* FROM (
     SELECT f.id, f.friend_id AS "userId" FROM friendship f WHERE f.user_id = parent.id
       AND NOT EXISTS (SELECT FROM block b WHERE (b.user_id = f.friend_id AND b.blocked_id = $2) OR (b.user_id = $2 AND b.blocked_id = f.friend_id))
       AND NOT ${suspended('f.friend_id')} ORDER BY f.id DESC LIMIT $3::int) AS listed) AS page ON true
   WHERE (parent.id = $2 OR EXISTS (SELECT FROM friendship v WHERE v.user_id = $2 AND v.friend_id = parent.id)) ORDER BY parent.nth, page.ordinal`,
);

/** The viewer, and ids of people. */
const PROFILES = statement(
  'profile',
  'profiles',
  `SELECT p.id, p.user_id AS "userId", p.nickname, p.display_name AS "displayName", p.bio, p.gender, p.interests, p.city, p.country,
     p.visibility, p.avatar_media_file_id AS "avatarMediaFileId", p.locale, p.timezone, p.theme, p.revision,
     p.visibility = 'FRIENDS' AND p.user_id <> $1 AND NOT ${friends('$1', 'p.user_id')} AS "isForFriends"
   FROM profile p
   WHERE (p.user_id = ANY ($2::text[]) OR p.id = ANY ($2::text[]))
     AND (p.user_id = $1 OR (p.visibility <> 'HIDDEN' AND NOT p.user_id IN (
       SELECT b.blocked_id FROM block AS b WHERE b.blocker_id = $1 AND b.is_active
       UNION ALL SELECT b.blocker_id FROM block AS b WHERE b.blocked_id = $1 AND b.is_active) AND NOT ${suspended('p.user_id')}))`,
);

/** The viewer, and ids of people: those whose presence the viewer may see. */
const PRESENCES = statement(
  'chat',
  'presences',
  `SELECT person.user_id, presence.last_seen_at FROM unnest($2::text[]) AS person (user_id)
   LEFT JOIN presence ON presence.user_id = person.user_id
   WHERE person.user_id = $1 OR (NOT ${blocked('$1', 'person.user_id')} AND NOT ${suspended('person.user_id')}
     AND (${friends('$1', 'person.user_id')}
       OR EXISTS (SELECT FROM member AS mine JOIN member AS theirs ON theirs.conversation_id = mine.conversation_id
         JOIN conversation AS c ON c.id = mine.conversation_id AND c.kind <> 'ROOM'
         WHERE mine.user_id = $1 AND theirs.user_id = person.user_id)))`,
);

const LOW = "split_part(c.direct_key, ':', 1)";
const HIGH = "split_part(c.direct_key, ':', 2)";
const IS_BLOCKED = `(c.kind = 'DIRECT' AND ${blocked(LOW, HIGH)})`;
const IS_ARCHIVED = `(m.archived_sequence IS NOT NULL AND (c.last_sequence <= m.archived_sequence
  OR (m.is_muted AND (m.muted_until IS NULL OR m.muted_until > c.active_at))))`;
const inAudience = (viewer: string): string =>
  `(c.audience = 'EVERYONE' OR c.created_by = ${viewer} OR (${friends('c.created_by', viewer)} AND NOT ${blocked('c.created_by', viewer)}))`;

/** Of `conversation AS c` and the viewer's `member AS m`; the viewer is the first parameter. */
const CONVERSATION = `
  c.id, c.kind, c.title, c.stream_id, c.closes_at, c.created_at, c.active_at, c.last_sequence, c.change_sequence, c.member_count, m.role,
  (c.last_sequence - m.read_sequence - CASE WHEN c.deleted_sequence <= m.read_sequence THEN 0 ELSE (
    SELECT coalesce(sum(d.count), 0) FROM generate_series(0, 4) AS l (level)
    JOIN deletion_count AS d ON d.conversation_id = c.id AND d.level = l.level AND d.stretch > (m.read_sequence >> (6 * l.level))
      AND (l.level = 4 OR d.stretch <= ((m.read_sequence >> (6 * l.level)) | 63))) END) AS unread_count,
  m.is_muted, m.muted_until, ${IS_ARCHIVED} AS is_archived, CASE ${LOW} WHEN $1 THEN ${HIGH} ELSE ${LOW} END AS other_user_id,
  ${IS_BLOCKED} AS is_blocked,
  (c.kind <> 'DIRECT' OR (${friends(LOW, HIGH)} OR EXISTS (
    SELECT FROM contact_grant AS g WHERE (g.user_low, g.user_high) IN ((${LOW}, ${HIGH}), (${HIGH}, ${LOW})) AND g.is_active))) AS has_contact`;

/** The viewer, and one more than the size of a page. */
const INBOX = statement(
  'chat',
  'inbox',
  `SELECT ${CONVERSATION} FROM conversation AS c JOIN member AS m ON m.conversation_id = c.id AND m.user_id = $1
   WHERE ${IS_ARCHIVED} = false AND ${inAudience('$1')} ORDER BY c.active_at DESC, c.id DESC LIMIT $2::int`,
);

/** The viewer, and ids of conversations: those that the viewer may read. */
const CONVERSATIONS = statement(
  'chat',
  'conversations',
  `SELECT ${CONVERSATION} FROM conversation AS c LEFT JOIN member AS m ON m.conversation_id = c.id AND m.user_id = $1
   WHERE c.id = ANY ($2::text[]) AND ((c.kind = 'ROOM' OR EXISTS (SELECT FROM member AS own WHERE own.conversation_id = c.id AND own.user_id = $1)) AND ${inAudience('$1')})`,
);

/** Ids of conversations, and sequences beside them. */
const MESSAGES_AT = statement(
  'chat',
  'messages-at',
  `SELECT message.* FROM unnest($1::text[], $2::bigint[]) AS wanted (id, sequence)
   JOIN message ON message.conversation_id = wanted.id AND message.sequence = wanted.sequence`,
);

/** Ids of conversations, and one more than the size of a page: the newest messages, newest first. */
const MESSAGE_PAGES = statement(
  'chat',
  'message-pages',
  `SELECT parent.nth::int AS nth, page.* FROM unnest($1::text[]) WITH ORDINALITY AS parent (id, nth)
   LEFT JOIN LATERAL (SELECT row_number() OVER () AS ordinal, listed.* FROM (
     SELECT message.* FROM message WHERE conversation_id = parent.id ORDER BY message.sequence DESC LIMIT $2::int) AS listed) AS page ON true
   ORDER BY parent.nth, page.ordinal`,
);

/** Conversation, author, instant, id, text, client message id, hash of the input, id and type of the event. */
const ADD_MESSAGE = statement(
  'chat',
  'add-message',
  `WITH counted AS (
     UPDATE conversation AS c
     SET last_sequence = c.last_sequence + 1, change_sequence = c.change_sequence + 1, active_at = greatest(c.active_at, $3)
     WHERE c.id = $1 AND NOT ${IS_BLOCKED} AND ${inAudience('$2')}
       AND EXISTS (SELECT FROM member WHERE conversation_id = $1 AND user_id = $2)
     RETURNING c.id, c.last_sequence, c.change_sequence, c.active_at
   ), author AS (
     UPDATE member SET read_sequence = counted.last_sequence, delivered_sequence = counted.last_sequence
     FROM counted WHERE member.conversation_id = counted.id AND member.user_id = $2 RETURNING member.user_id
   ), posted AS (
     INSERT INTO message (conversation_id, sequence, id, author_id, text, client_message_id, input_hash, sent_at)
     SELECT id, last_sequence, (SELECT $4::text FROM author), $2, $5, $6, $7, active_at FROM counted RETURNING *
   ), changed AS (
     INSERT INTO conversation_change (conversation_id, sequence, kind, message_id, created_at)
     SELECT id, change_sequence, 'MESSAGE_ADDED', $4, $3 FROM counted
   ), published AS (
     INSERT INTO outbox_event (id, type, payload)
     SELECT $8, $9, jsonb_build_object('messageId', $4::text, 'conversationId', id, 'authorId', $2::text, 'sequence', last_sequence) FROM counted
   )
   SELECT * FROM posted`,
);

/** What the limit asks, with the parameters that each takes. */
export const STATEMENTS = {
  accounts: ACCOUNTS,
  friends: FRIENDS,
  profiles: PROFILES,
  presences: PRESENCES,
  inbox: INBOX,
  conversations: CONVERSATIONS,
  messagesAt: MESSAGES_AT,
  messagePages: MESSAGE_PAGES,
  addMessage: ADD_MESSAGE,
};
