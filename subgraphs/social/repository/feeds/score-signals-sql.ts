import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { FeedRules } from './feed-item-sql.ts';

/** Names of the counts that scores are made of. */
export interface CountNames {
  readonly likes: string;
  readonly comments: string;
  readonly reposts: string;
  readonly reach: string;
}

/** What a reader did longer ago says nothing of what they like now. */
const SPAN = sql`interval '30 days'`;
const MAX_LIKES = 300;
const MAX_COMMENTS = 200;
const MAX_REPOSTS = 100;
const MAX_IMPRESSIONS = 1_000;
const MAX_HIDDEN = 200;
/** Newest likes of a post among which those of people are counted whom the viewer follows. */
const MAX_LIKERS = 20;

/** The post that a score is about, and its author: of a repost, what it shows. */
const SUBJECT = sql`coalesce(p.repost_of_id, p.id)`;
const AUTHOR = sql`coalesce(original.author_id, p.author_id)`;

/** Points by author for what the viewer did with their posts. */
const reactedTo = ({ viewerId, now }: FeedRules): SqlFragment => sql`(
  SELECT theirs.author_id, sum(mine.points)::float AS points FROM (
    (SELECT l.post_id, 1 AS points FROM post_like AS l WHERE l.user_id = ${viewerId} AND l.liked_at > ${now}::timestamptz - ${SPAN}
      ORDER BY l.liked_at DESC LIMIT ${MAX_LIKES})
    UNION ALL (SELECT co.post_id, 2 FROM comment AS co WHERE co.author_id = ${viewerId} AND co.created_at > ${now}::timestamptz - ${SPAN}
      ORDER BY co.id DESC LIMIT ${MAX_COMMENTS})
    UNION ALL (SELECT r.repost_of_id, 3 FROM post AS r WHERE r.author_id = ${viewerId} AND r.repost_of_id IS NOT NULL
      AND r.published_at > ${now}::timestamptz - ${SPAN} ORDER BY r.number DESC LIMIT ${MAX_REPOSTS})) AS mine
  JOIN post AS theirs ON theirs.id = mine.post_id GROUP BY theirs.author_id)`;

/** Number of posts by author that the viewer was shown. */
const shownTo = ({ viewerId, now }: FeedRules): SqlFragment => sql`(
  SELECT theirs.author_id, count(*)::int AS posts FROM (
    SELECT i.post_id FROM impression AS i WHERE i.viewer_id = ${viewerId} AND i.last_at > ${now}::timestamptz - ${SPAN}
    ORDER BY i.last_at DESC LIMIT ${MAX_IMPRESSIONS}) AS mine
  JOIN post AS theirs ON theirs.id = mine.post_id GROUP BY theirs.author_id)`;

/** Number of posts by author that the viewer has hidden. */
const hiddenBy = ({ viewerId, now }: FeedRules): SqlFragment => sql`(
  SELECT theirs.author_id, count(*)::int AS posts FROM (
    SELECT h.post_id FROM hidden_post AS h WHERE h.user_id = ${viewerId} AND h.hidden_at > ${now}::timestamptz - ${SPAN}
    ORDER BY h.hidden_at DESC LIMIT ${MAX_HIDDEN}) AS mine
  JOIN post AS theirs ON theirs.id = mine.post_id GROUP BY theirs.author_id)`;

/** Joins what scores are made of. The post is `p`, the one that it shows `original`. Counts are those of the last fold, a second ago. */
export const scoreJoins = (rules: FeedRules, names: CountNames): SqlFragment => sql`
  LEFT JOIN ${reactedTo(rules)} AS reacted ON reacted.author_id = ${AUTHOR}
  LEFT JOIN ${shownTo(rules)} AS shown_of ON shown_of.author_id = ${AUTHOR}
  LEFT JOIN ${hiddenBy(rules)} AS hidden_of ON hidden_of.author_id = ${AUTHOR}
  LEFT JOIN follow AS weighed ON weighed.follower_id = ${rules.viewerId} AND weighed.followee_id = p.author_id
  LEFT JOIN impression AS seen ON seen.post_id = ${SUBJECT} AND seen.viewer_id = ${rules.viewerId}
  LEFT JOIN LATERAL (
    SELECT max(n.value) FILTER (WHERE n.name = ${names.likes}) AS likes,
      max(n.value) FILTER (WHERE n.name = ${names.comments}) AS comments,
      max(n.value) FILTER (WHERE n.name = ${names.reposts}) AS reposts,
      max(n.value) FILTER (WHERE n.name = ${names.reach}) AS reach
    FROM counter AS n WHERE n.subject = ${SUBJECT}) AS counts ON TRUE
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS people FROM (
      SELECT l.user_id FROM post_like AS l WHERE l.post_id = ${SUBJECT} ORDER BY l.liked_at DESC LIMIT ${MAX_LIKERS}) AS newest
    WHERE EXISTS (SELECT FROM follow AS net WHERE net.follower_id = ${rules.viewerId} AND net.followee_id = newest.user_id)
  ) AS network ON TRUE`;

/** What the joins have found: the columns that `CandidateRow` has beside those of `FeedRow`. */
export const scoreColumns = ({ viewerId }: FeedRules): SqlFragment => sql`
  weighed.weight AS "followWeight", coalesce(reacted.points, 0) AS interactions,
  coalesce(shown_of.posts, 0) AS "shownOfAuthor", coalesce(hidden_of.posts, 0) AS "hiddenOfAuthor",
  greatest(coalesce(seen.total, 0), CASE WHEN EXISTS (
    SELECT FROM post_like AS own WHERE own.post_id = ${SUBJECT} AND own.user_id = ${viewerId}) THEN 1 ELSE 0 END) AS "timesSeen",
  coalesce(network.people, 0) AS "networkCount",
  EXISTS (SELECT FROM post_tag AS pt JOIN followed_tag AS ft ON ft.tag = pt.tag AND ft.user_id = ${viewerId}
    WHERE pt.post_id = ${SUBJECT}) AS "hasFollowedTag",
  coalesce(counts.likes, 0)::int AS "likeCount", coalesce(counts.comments, 0)::int AS "commentCount",
  coalesce(counts.reposts, 0)::int AS "repostCount", coalesce(counts.reach, 0)::int AS reach`;
