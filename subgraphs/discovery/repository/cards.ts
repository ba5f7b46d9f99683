import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { type CandidateQuery, DISTANCE, passes, withReach } from './candidate-filters.ts';
import type { Intent } from './preferences.ts';
import { type DiscoveryPrompt, PROMPTS } from './prompts.ts';

/** What a person shows to somebody whom they suit. */
export interface PersonCard {
  readonly id: string;
  readonly userId: string;
  /** `YYYY-MM-DD`, for the age: it is never shown. */
  readonly birthDate: string;
  readonly headline: string | null;
  readonly intent: Intent | null;
  readonly prompts: readonly DiscoveryPrompt[];
  readonly isVerified: boolean;
  readonly interests: readonly string[];
  /** A bucket; null beyond 100 km. */
  readonly distanceKm: number | null;
}

/** A person of a deck as the viewer sees them. */
export interface DiscoveryCandidate extends PersonCard {
  readonly age: number;
  readonly score: number;
  /** Points of each term of the score. */
  readonly shares: readonly number[];
  readonly candidateToken: string;
  readonly sharedInterests: readonly string[];
}

/** How long a person counts as seen. */
const SEEN_DAYS = 14;

/** Counts that one statement moves to people. */
const COUNT_BATCH_SIZE = 5_000;

/** Reads and notes what viewers are shown. */
export const createCardStore = (db: Prisma.TransactionClient) => ({
  /** The first people of the list who pass the filters now, in the order of the list. */
  cards: (query: CandidateQuery, userIds: readonly string[], limit: number): Promise<PersonCard[]> =>
    db.$queryRaw<PersonCard[]>`
      ${withReach(query)}
      SELECT p.id, p.user_id AS "userId", p.birth_date::text AS "birthDate", p.headline, p.intent, ${PROMPTS},
        p.is_verified AS "isVerified", p.interests, ${DISTANCE} AS "distanceKm"
      FROM unnest(${[...userIds]}::text[]) WITH ORDINALITY AS e(user_id, nth) JOIN discovery_person AS p USING (user_id)
      WHERE p.gender = ANY (${[...query.genders]}::text[]) AND ${passes(query)}
      ORDER BY e.nth LIMIT ${limit}::int`,
  /** How many active friends of the viewer are friends of each person, in the order of the ids. */
  async mutualFriendCounts(viewerId: string, userIds: readonly string[]): Promise<number[]> {
    const rows = await db.$queryRaw<{ total: number }[]>`
      SELECT (
        SELECT count(*)::int FROM friendship AS theirs JOIN friendship AS ours
          ON ours.user_id = ${viewerId} AND ours.friend_id = theirs.friend_id AND ours.is_active
        WHERE theirs.user_id = e.user_id AND theirs.is_active
      ) AS total
      FROM unnest(${[...userIds]}::text[]) WITH ORDINALITY AS e(user_id, nth) ORDER BY e.nth`;
    return rows.map(({ total }) => total);
  },
  /**
   * Notes whom the viewer has seen, each viewer counting once for a person; and at most once in 15 minutes that the viewer uses
   * discovery, but not while their row is being changed.
   */
  async noteShown(viewerId: string, userIds: readonly string[], at: Date): Promise<void> {
    await db.$executeRaw`
      WITH touched AS (
        UPDATE discovery_person SET last_active_at = ${at} WHERE user_id = (
          SELECT user_id FROM discovery_person
          WHERE user_id = ${viewerId} AND is_enabled AND last_active_at < ${at}::timestamptz - interval '15 minutes'
          FOR UPDATE SKIP LOCKED)
      )
      INSERT INTO discovery_impression (viewer_id, user_id, shown_at)
      SELECT ${viewerId}, e.user_id, ${at}
      FROM (SELECT DISTINCT user_id FROM unnest(${[...userIds]}::text[]) AS e(user_id) ORDER BY user_id) AS e
      ON CONFLICT (viewer_id, user_id) DO UPDATE SET shown_at = excluded.shown_at`;
  },
  /** Adds impressions that are not counted yet to the people, locked in the order of ids. Returns whether that was all. */
  async countImpressions(): Promise<boolean> {
    const [row] = await db.$queryRaw<{ counted: number }[]>`
      WITH batch AS (
        SELECT viewer_id, user_id FROM discovery_impression WHERE NOT is_counted LIMIT ${COUNT_BATCH_SIZE}::int
        FOR UPDATE SKIP LOCKED
      ), counted AS (
        UPDATE discovery_impression AS i SET is_counted = true FROM batch
        WHERE i.viewer_id = batch.viewer_id AND i.user_id = batch.user_id RETURNING i.user_id
      ), totals AS (
        SELECT user_id, count(*)::int AS total FROM counted GROUP BY user_id
      ), locked AS (
        SELECT p.user_id FROM discovery_person AS p WHERE p.user_id IN (SELECT user_id FROM totals)
        ORDER BY p.user_id FOR NO KEY UPDATE
      ), added AS (
        UPDATE discovery_person AS p SET shown_count = p.shown_count + totals.total
        FROM totals JOIN locked USING (user_id) WHERE p.user_id = totals.user_id
      )
      SELECT count(*)::int AS counted FROM counted`;
    return (row?.counted ?? 0) < COUNT_BATCH_SIZE;
  },
  /** Deletes impressions that no longer matter. Returns whether that was all. */
  async pruneImpressions(now: Date): Promise<boolean> {
    const deleted = await db.$executeRaw`
      DELETE FROM discovery_impression WHERE (viewer_id, user_id) IN (
        SELECT viewer_id, user_id FROM discovery_impression
        WHERE shown_at < ${now}::timestamptz - ${sql`interval '1 day'`} * ${SEEN_DAYS}::int AND is_counted
        LIMIT ${COUNT_BATCH_SIZE}::int)`;
    return deleted < COUNT_BATCH_SIZE;
  },
  /**
   * Counts anew how many likes of the last 90 days the next people after `after` have received and decided about. Returns the
   * last of them; null when there are no more.
   */
  async countAnswers(after: string, now: Date): Promise<string | null> {
    const [row] = await db.$queryRaw<{ last: string | null }[]>`
      WITH people AS (
        SELECT user_id FROM discovery_person WHERE user_id > ${after} AND is_enabled ORDER BY user_id LIMIT 500 FOR NO KEY UPDATE
      ), counts AS (
        SELECT p.user_id, count(d.user_id)::int AS received, count(a.user_id)::int AS answered
        FROM people AS p
        LEFT JOIN discovery_decision AS d ON d.other_id = p.user_id AND d.kind IN ('LIKE', 'SUPERLIKE')
          AND d.decided_at > ${now}::timestamptz - interval '90 days'
        LEFT JOIN discovery_decision AS a ON a.user_id = p.user_id AND a.other_id = d.user_id
        GROUP BY p.user_id
      ), updated AS (
        UPDATE discovery_person AS p SET received_likes = c.received, answered_likes = c.answered
        FROM counts AS c WHERE p.user_id = c.user_id AND (p.received_likes, p.answered_likes) <> (c.received, c.answered)
      )
      SELECT max(user_id) AS last FROM people`;
    return row?.last ?? null;
  },
});
