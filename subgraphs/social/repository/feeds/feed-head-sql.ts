import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { WHOLE_LOG } from '../../../../runtime/live/stored-log.ts';
import { POST_LOG_NAME } from '../posts/post-log.ts';
import type { KeptNumbers } from './feed-candidates-sql.ts';
import { authorsOf, type FeedAuthors } from './feed-sources-sql.ts';

/** The newest number of all posts, as a subquery. */
export const HEAD: SqlFragment = sql`coalesce(
  (SELECT h.sequence FROM log_head AS h WHERE h.log = ${POST_LOG_NAME} AND h.key = ${WHOLE_LOG}), 0)`;

/** Whose posts are looked for, as a statement; nobody where the posts are known from what is kept ready. */
export const sourceOf = ({
  keptFeed,
  ...authors
}: FeedAuthors & { readonly keptFeed: KeptNumbers | null }): SqlFragment =>
  keptFeed === null
    ? sql`SELECT a.author_id FROM ${authorsOf(authors)} AS a`
    : sql`SELECT NULL::text AS author_id WHERE FALSE`;

/** The words that the viewer has muted now, as a subquery. */
export const mutedWordsOf = (viewerId: string, now: Date): SqlFragment => sql`(
  SELECT coalesce(array_agg(w.word), '{}') FROM word_mute AS w
  WHERE w.user_id = ${viewerId} AND (w.until IS NULL OR w.until > ${now}))`;
