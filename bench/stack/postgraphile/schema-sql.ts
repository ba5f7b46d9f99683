/** The schema that PostGraphile shows. */
export const SCHEMA = 'graph';

/** A foreign key that the database does not have, with the names of its fields on both sides. */
const relation = (columns: string, table: string, key: string, field: string, reverse?: string): string =>
  `@foreignKey (${columns}) references ${SCHEMA}.${table} (${key})|@fieldName ${field}` +
  (reverse === undefined ? '' : `|@foreignSimpleFieldName ${reverse}`);

const comment = (view: string, tags: readonly string[]): string =>
  `COMMENT ON VIEW ${SCHEMA}.${view} IS E'${tags.join('\\n')}'`;

/**
 * The world as PostGraphile would have it: views that PostgreSQL takes apart when it plans, with keys and relations in smart
 * tags. Nothing is checked for a viewer. Who is online is a table, since PostGraphile does not read Redis.
 */
export const CREATE_SCHEMA: readonly string[] = [
  `CREATE SCHEMA ${SCHEMA}`,
  `CREATE VIEW ${SCHEMA}.account AS SELECT a.id, a.created_at, e.value AS email
   FROM auth.account AS a LEFT JOIN auth.identifier AS e ON e.user_id = a.id AND e.kind = 'EMAIL'`,
  `CREATE VIEW ${SCHEMA}.profile AS SELECT user_id, id, nickname, display_name, avatar_media_file_id FROM profile.profile`,
  `CREATE VIEW ${SCHEMA}.friendship AS SELECT user_id, friend_id, id FROM friends.friendship`,
  `CREATE VIEW ${SCHEMA}.conversation AS SELECT id FROM chat.conversation`,
  `CREATE VIEW ${SCHEMA}.inbox_entry AS
   SELECT m.user_id, c.id, c.active_at, c.last_sequence, c.last_sequence - m.read_sequence AS unread_count,
     CASE split_part(c.direct_key, ':', 1) WHEN m.user_id THEN split_part(c.direct_key, ':', 2) ELSE split_part(c.direct_key, ':', 1) END AS other_user_id
   FROM chat.member AS m JOIN chat.conversation AS c ON c.id = m.conversation_id`,
  `CREATE VIEW ${SCHEMA}.message AS
   SELECT conversation_id, sequence, id, author_id, text, sent_at, edited_at, deleted_at FROM chat.message`,
  `CREATE TABLE ${SCHEMA}.presence (user_id text PRIMARY KEY, is_online boolean NOT NULL)`,
  `COMMENT ON VIEW ${SCHEMA}.account IS '@primaryKey id'`,
  `COMMENT ON VIEW ${SCHEMA}.profile IS '@primaryKey user_id'`,
  `COMMENT ON VIEW ${SCHEMA}.conversation IS '@primaryKey id'`,
  comment('friendship', [
    '@primaryKey user_id,friend_id',
    relation('user_id', 'account', 'id', 'user', 'friendships'),
    relation('friend_id', 'profile', 'user_id', 'profile'),
    relation('friend_id', 'presence', 'user_id', 'presence'),
  ]),
  comment('inbox_entry', [
    '@primaryKey user_id,id',
    relation('user_id', 'account', 'id', 'user', 'inbox'),
    relation('other_user_id', 'profile', 'user_id', 'otherProfile'),
    relation('other_user_id', 'presence', 'user_id', 'otherPresence'),
    relation('id,last_sequence', 'message', 'conversation_id,sequence', 'lastMessage'),
  ]),
  comment('message', [
    '@primaryKey conversation_id,sequence',
    relation('conversation_id', 'conversation', 'id', 'conversation', 'messages'),
    relation('author_id', 'profile', 'user_id', 'author'),
  ]),
];

/** Fills the table of presence; the parameter is the ids of people who are online. */
export const FILL_PRESENCE = `INSERT INTO ${SCHEMA}.presence (user_id, is_online) SELECT id, id = ANY ($1) FROM auth.account`;
