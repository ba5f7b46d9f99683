import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { type FeedAuthors, isAuthorOf } from './feed-sources-sql.ts';

/** A range of numbers of posts; both are SQL expressions. */
export interface NumberRange {
  readonly from: SqlFragment;
  readonly below: SqlFragment;
}

/** What is kept ready of a feed, and what has to be added to it. */
export interface KeptNumbers {
  /** Numbers of posts whose authors the viewer followed when they were kept. */
  readonly numbers: readonly bigint[];
  /** What is kept is complete from this number on. */
  readonly floor: bigint;
  /** Posts above it may not be among the kept ones yet. */
  readonly distributedTo: bigint;
}

/** The newest numbers of one author within the range. `author` is a SQL expression of an id. */
const numbersOf = (author: SqlFragment, { from, below }: NumberRange, limit: number): SqlFragment => sql`
  SELECT n.number FROM post AS n WHERE n.author_id = ${author} AND n.number < ${below} AND n.number >= ${from}
  ORDER BY n.number DESC LIMIT ${limit}`;

/**
 * The numbers of at least the `limit` newest posts of `authors` within the range, as a subquery. `authors` is one, too. Only the authors with the
 * newest posts can have one of those, so that of all others one entry of the index is read.
 */
export const newestNumbers = (authors: SqlFragment, range: NumberRange, limit: number): SqlFragment => sql`(
  SELECT page.number FROM (
    SELECT a.author_id FROM ${authors} AS a CROSS JOIN LATERAL (${numbersOf(sql`a.author_id`, range, 1)}) AS newest
    ORDER BY newest.number DESC LIMIT ${limit}) AS newer
  CROSS JOIN LATERAL (${numbersOf(sql`newer.author_id`, range, limit)}) AS page)`;

/**
 * The same from what is kept ready, where nothing below its floor is: with what is not distributed yet, with the authors whose
 * posts are never distributed because too many follow them, and with the viewer's own.
 */
export const keptNumbers = (
  { viewerId }: Pick<FeedAuthors, 'viewerId'>,
  { numbers, floor, distributedTo }: KeptNumbers,
  range: NumberRange,
  limit: number,
): SqlFragment => {
  const within = { from: sql`greatest(${range.from}, ${floor}::bigint)`, below: range.below };
  return sql`(
    SELECT newest.number FROM (
      SELECT DISTINCT kept.number FROM unnest(${[...numbers]}::bigint[]) AS kept(number)
      WHERE kept.number < ${within.below} AND kept.number >= ${within.from} ORDER BY kept.number DESC LIMIT ${limit * 2}) AS newest
    JOIN post AS k ON k.number = newest.number AND ${isAuthorOf({ viewerId, listId: null }, sql`k.author_id`)}
    UNION SELECT recent.number FROM post AS recent
    WHERE recent.number > ${distributedTo}::bigint AND recent.number < ${within.below} AND recent.number >= ${within.from}
      AND ${isAuthorOf({ viewerId, listId: null }, sql`recent.author_id`)}
    UNION SELECT page.number FROM large_author AS large
    JOIN follow AS f ON f.follower_id = ${viewerId} AND f.followee_id = large.user_id
    CROSS JOIN LATERAL (${numbersOf(sql`large.user_id`, within, limit)}) AS page
    UNION SELECT own.number FROM (${numbersOf(sql`${viewerId}::text`, within, limit)}) AS own)`;
};
