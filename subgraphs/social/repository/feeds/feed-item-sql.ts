import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenPerson } from '../people/people-sql.ts';
import { POST_COLUMNS, type Post } from '../posts/post.ts';
import { isVisiblePost } from '../posts/visible-sql.ts';
import { type FeedAuthors, isAuthorOf, isFirstAppearance } from './feed-sources-sql.ts';
import { isMutedPerson, isWanted } from './wanted-sql.ts';

/** What brought a post into a feed: values of the enum `FeedReasonKind`. */
export type FeedReasonKind = 'OWN' | 'FOLLOWED' | 'LIST' | 'REPOSTED' | 'COMMENTED' | 'LIKED' | 'TAG' | 'POPULAR';

/** A post in a feed, as it is read. */
export interface FeedRow extends Omit<Post, 'number' | 'publishedAt'> {
  readonly number: bigint;
  readonly publishedAt: Date;
  readonly kind: FeedReasonKind;
  /** Who brought it in, at most three. */
  readonly actorIds: readonly string[];
  /** For the kind TAG. */
  readonly tag: string | null;
  /** All that is to be read of it, for the comparison with muted words: its texts, and those of the post that it shows. */
  readonly allText: string;
  readonly allTags: readonly string[];
}

/** Whose feed it is, and what comes in. */
export interface FeedRules extends FeedAuthors {
  readonly includeReposts: boolean;
  readonly now: Date;
}

const MAX_ACTORS = 3;
/** Newest comments and likes of a post among which those of people are looked for whom the viewer follows. */
const MAX_REACTIONS = 200;

/** People of a subquery with `person` and `nth`, whom the viewer follows and may see. */
const actorsAmong = ({ viewerId, listId, now }: FeedRules, people: SqlFragment): SqlFragment => sql`(
  SELECT coalesce(array_agg(named.person ORDER BY named.nth), '{}') FROM (
    SELECT item.person, min(item.nth) AS nth FROM (${people}) AS item
    WHERE ${isAuthorOf({ viewerId, listId }, sql`item.person`)} AND item.person <> ${viewerId}
      AND NOT ${isMutedPerson(sql`${viewerId}`, sql`item.person`, sql`${now}::timestamptz`)} AND NOT ${isHiddenPerson(sql`item.person`, sql`${viewerId}::text`)}
    GROUP BY item.person ORDER BY nth LIMIT ${MAX_ACTORS}) AS named)`;

/** The newest likers of a post, whoever they are. */
const LIKERS = sql`SELECT li.user_id AS person, row_number() OVER (ORDER BY li.liked_at DESC) AS nth
  FROM (SELECT l.user_id, l.liked_at FROM post_like AS l WHERE l.post_id = p.id ORDER BY l.liked_at DESC LIMIT ${MAX_REACTIONS}) AS li`;

const COMMENTERS = sql`SELECT co.author_id AS person, row_number() OVER (ORDER BY co.id DESC) AS nth
  FROM (SELECT c.author_id, c.id FROM comment AS c WHERE c.post_id = p.id AND c.deleted_at IS NULL
    ORDER BY c.id DESC LIMIT ${MAX_REACTIONS}) AS co`;

/** Those who reposted it within the day in which only the first repost comes in. */
const REPOSTERS = sql`SELECT re.author_id AS person, re.number AS nth FROM post AS re
  WHERE re.repost_of_id = p.repost_of_id AND re.deleted_at IS NULL AND re.number >= p.number
    AND re.published_at < p.published_at + interval '1 day' LIMIT ${MAX_REACTIONS}`;

/** The condition that a candidate comes in. The post is `p`, `original` the one that it shows. */
export const comesIn = (rules: FeedRules): SqlFragment => sql`(
  ${isVisiblePost(sql`p`, sql`${rules.viewerId}::text`)} AND ${isWanted(sql`${rules.viewerId}`, sql`${rules.now}::timestamptz`)}
  AND ${isFirstAppearance(rules, rules.includeReposts)})`;

/** The columns of `FeedRow`. The candidate is `c`, with `source` and `tag`; the post is `p`, `original` the one that it shows. */
export const feedColumns = (rules: FeedRules): SqlFragment => sql`
  ${POST_COLUMNS}, ${kindOf(rules)} AS kind, c.tag,
  CASE WHEN p.author_id <> ${rules.viewerId} AND c.source = 'COMMENTED' THEN ${actorsAmong(rules, COMMENTERS)}
    WHEN p.author_id <> ${rules.viewerId} AND c.source = 'LIKED' THEN ${actorsAmong(rules, LIKERS)}
    WHEN p.author_id <> ${rules.viewerId} AND p.repost_of_id IS NOT NULL THEN ${actorsAmong(rules, REPOSTERS)}
    ELSE ARRAY[p.author_id] END AS "actorIds",
  concat_ws(E'\n', p.text, p.content_warning, original.text, original.content_warning) AS "allText",
  p.tags || coalesce(original.tags, '{}') AS "allTags"`;

const kindOf = ({ viewerId, listId }: FeedRules): SqlFragment => sql`CASE
  WHEN p.author_id = ${viewerId} THEN 'OWN'
  WHEN c.source <> 'FOLLOWED' THEN c.source
  WHEN p.repost_of_id IS NOT NULL THEN 'REPOSTED'
  ELSE ${listId === null ? 'FOLLOWED' : 'LIST'}::text END`;
