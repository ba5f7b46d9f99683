import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';

/** Whose posts a feed is made of: whom the viewer follows and the viewer, or the people of a list of the viewer. */
export interface FeedAuthors {
  readonly viewerId: string;
  /** Null for whom the viewer follows. */
  readonly listId: string | null;
}

/** Has a subquery look a row up by its index, where PostgreSQL would rather read all follows of the viewer, who may have thousands. */
const EACH = sql`OFFSET 0`;

/** Their ids, as a subquery with the column `author_id`. */
export const authorsOf = ({ viewerId, listId }: FeedAuthors): SqlFragment =>
  listId === null
    ? sql`(SELECT f.followee_id AS author_id FROM follow AS f WHERE f.follower_id = ${viewerId}
        UNION ALL SELECT ${viewerId}::text)`
    : sql`(SELECT m.user_id AS author_id FROM user_list AS l JOIN user_list_member AS m ON m.list_id = l.id
        WHERE l.id = ${listId} AND l.owner_id = ${viewerId})`;

/** Whether somebody is one of them. `person` is a SQL expression of an id. */
export const isAuthorOf = ({ viewerId, listId }: FeedAuthors, person: SqlFragment): SqlFragment =>
  listId === null
    ? sql`(${person} = ${viewerId} OR EXISTS (
        SELECT FROM follow AS source WHERE source.follower_id = ${viewerId} AND source.followee_id = ${person} ${EACH}))`
    : sql`EXISTS (SELECT FROM user_list AS l JOIN user_list_member AS source ON source.list_id = l.id
        WHERE l.id = ${listId} AND l.owner_id = ${viewerId} AND source.user_id = ${person})`;

/** Whether reposts of somebody come in, who is one of them. */
const showsRepostsOf = ({ viewerId, listId }: FeedAuthors, person: SqlFragment): SqlFragment =>
  listId === null
    ? sql`(${person} = ${viewerId} OR EXISTS (SELECT FROM follow AS source
        WHERE source.follower_id = ${viewerId} AND source.followee_id = ${person} AND source.show_reposts ${EACH}))`
    : isAuthorOf({ viewerId, listId }, person);

/** Within it a post comes in once: by itself, or by the first of its reposts. */
const REPOST_SPAN = sql`interval '1 day'`;

/**
 * Whether a repost adds something: not for a day after its post, or another repost of it, has come in. It depends on
 * older posts only, so that a feed never changes for a new one. The repost is `p`, its post `original`.
 */
export const isFirstAppearance = (authors: FeedAuthors, includeReposts: boolean): SqlFragment =>
  includeReposts
    ? sql`(p.repost_of_id IS NULL OR (${showsRepostsOf(authors, sql`p.author_id`)}
        AND NOT (original.published_at > p.published_at - ${REPOST_SPAN} AND ${isAuthorOf(authors, sql`original.author_id`)})
        AND NOT EXISTS (SELECT FROM post AS earlier
          WHERE earlier.repost_of_id = p.repost_of_id AND earlier.deleted_at IS NULL AND earlier.number < p.number
            AND earlier.published_at > p.published_at - ${REPOST_SPAN}
            AND ${showsRepostsOf(authors, sql`earlier.author_id`)})))`
    : sql`p.repost_of_id IS NULL`;
