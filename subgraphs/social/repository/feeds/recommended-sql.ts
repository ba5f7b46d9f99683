import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { NumberRange } from './feed-candidates-sql.ts';
import { authorsOf, type FeedAuthors } from './feed-sources-sql.ts';

/** People whose latest comments and likes are looked at: those whom the viewer has followed last. */
const MAX_PEOPLE = 500;
const LATEST_OF_EACH = 5;

const peopleOf = ({ viewerId, listId }: FeedAuthors): SqlFragment =>
  listId === null
    ? sql`(SELECT f.followee_id AS person FROM follow AS f WHERE f.follower_id = ${viewerId}
        ORDER BY f.followed_at DESC LIMIT ${MAX_PEOPLE})`
    : sql`(SELECT a.author_id AS person FROM ${authorsOf({ viewerId, listId })} AS a LIMIT ${MAX_PEOPLE})`;

/** Numbers of posts on which people whom the viewer follows have commented lately, as a subquery. */
export const commentedNumbers = (authors: FeedAuthors, { from, below }: NumberRange): SqlFragment => sql`(
  SELECT commented.number FROM ${peopleOf(authors)} AS people CROSS JOIN LATERAL (
    SELECT co.post_id FROM comment AS co WHERE co.author_id = people.person AND co.deleted_at IS NULL
    ORDER BY co.id DESC LIMIT ${LATEST_OF_EACH}) AS theirs
  JOIN post AS commented ON commented.id = theirs.post_id
  WHERE commented.number < ${below} AND commented.number >= ${from})`;

/** Numbers of posts that people like whom the viewer follows, as a subquery. */
export const likedNumbers = (authors: FeedAuthors, { from, below }: NumberRange): SqlFragment => sql`(
  SELECT liked.number FROM ${peopleOf(authors)} AS people CROSS JOIN LATERAL (
    SELECT li.post_id FROM post_like AS li WHERE li.user_id = people.person
    ORDER BY li.liked_at DESC LIMIT ${LATEST_OF_EACH}) AS theirs
  JOIN post AS liked ON liked.id = theirs.post_id
  WHERE liked.number < ${below} AND liked.number >= ${from})`;

/** Numbers of posts with tags that the viewer follows, as a subquery with the column `tag`. */
export const taggedNumbers = (viewerId: string, { from, below }: NumberRange, limit: number): SqlFragment => sql`(
  SELECT page.number, ft.tag FROM followed_tag AS ft CROSS JOIN LATERAL (
    SELECT t.number FROM post_tag AS t WHERE t.tag = ft.tag AND t.number < ${below} AND t.number >= ${from}
    ORDER BY t.number DESC LIMIT ${limit}) AS page
  WHERE ft.user_id = ${viewerId})`;

/** Newest posts among which popular ones are looked for. */
const POPULAR_SPAN = 400;

/** Numbers of the posts with the most likes among the newest of all, as a subquery. */
export const popularNumbers = ({ from, below }: NumberRange, likes: string, limit: number): SqlFragment => sql`(
  SELECT recent.number FROM (
    SELECT n.number, n.id FROM post AS n WHERE n.number < ${below} AND n.number >= ${from}
      AND n.visibility = 'PUBLIC' AND n.repost_of_id IS NULL
    ORDER BY n.number DESC LIMIT ${POPULAR_SPAN}) AS recent
  JOIN counter AS c ON c.subject = recent.id AND c.name = ${likes} AND c.value > 0
  ORDER BY c.value DESC LIMIT ${limit})`;
