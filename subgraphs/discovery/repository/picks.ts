import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import { isShownAt } from './visible-people.ts';

/** Whom a person gets on a day. */
export interface StoredPick {
  readonly userId: string;
  readonly otherId: string;
  /** The score of the other for the person. */
  readonly score: number;
}

/** The person of the day, as the viewer sees them. */
export interface DailyPick {
  readonly userId: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly pickedOn: string;
  readonly candidateToken: string;
}

/** Days of which picks are kept. */
const KEPT_DAYS = 14;

/** Whose picks are made: how long ago they came, and how many at most. */
interface PickedTime {
  readonly since: Date;
  readonly now: Date;
  readonly limit: number;
}

/** SQL: the person of `p` can be picked for a day, and is not yet. */
const isFreeOn = (day: string, now: Date): SqlFragment => sql`(
  ${isShownAt(now)} AND NOT p.is_incognito AND NOT ${isSuspended(sql`p.user_id`)} AND NOT EXISTS (
    SELECT FROM discovery_daily_pick AS d WHERE d.day = ${day}::date AND d.user_id = p.user_id))`;

/** Stores and finds picks of days, `YYYY-MM-DD` in UTC. */
export const createPickStore = (db: Prisma.TransactionClient) => ({
  /** Nobody else stores picks until the transaction ends. */
  async lockPicks(): Promise<void> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':picks', 0))::text`;
  },

  /** Whether anybody has been picked for a day. */
  async hasPicks(day: string): Promise<boolean> {
    const rows = await db.$queryRaw<object[]>`SELECT FROM discovery_daily_pick WHERE day = ${day}::date LIMIT 1`;
    return rows.length > 0;
  },

  /** People who are shown and used discovery since then, the latest first, and have no pick of the day. */
  async activePeople(day: string, { since, now, limit }: PickedTime): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      SELECT p.user_id AS "userId" FROM discovery_person AS p
      WHERE ${isFreeOn(day, now)} AND p.last_active_at >= ${since}
      ORDER BY p.last_active_at DESC, p.user_id LIMIT ${limit}::int`;
    return rows.map(({ userId }) => userId);
  },

  /** People who are shown and joined since then, the latest first, and have no pick of the day. */
  async newcomers(day: string, { since, now, limit }: PickedTime): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      SELECT p.user_id AS "userId" FROM discovery_person AS p
      WHERE ${isFreeOn(day, now)} AND p.enabled_at >= ${since}
      ORDER BY p.enabled_at DESC, p.user_id LIMIT ${limit}::int`;
    return rows.map(({ userId }) => userId);
  },

  /** Stores picks of a day, of both people of a pair or of neither where one has a pick, and deletes those of long ago. */
  async savePicks(day: string, picks: readonly StoredPick[]): Promise<void> {
    await db.$executeRaw`
      INSERT INTO discovery_daily_pick (day, user_id, other_id, score)
      SELECT ${day}::date, "userId", "otherId", score
      FROM jsonb_to_recordset(${JSON.stringify(picks)}::jsonb) AS p("userId" text, "otherId" text, score int)
      WHERE NOT EXISTS (
        SELECT FROM discovery_daily_pick AS d WHERE d.day = ${day}::date AND d.user_id IN (p."userId", p."otherId"))`;
    await db.$executeRaw`DELETE FROM discovery_daily_pick WHERE day < ${day}::date - ${KEPT_DAYS}::int`;
  },

  /** Whom a person got for a day; null when nobody. Whether the two may still meet is not said. */
  async pickOf(userId: string, day: string): Promise<StoredPick | null> {
    const [row] = await db.$queryRaw<StoredPick[]>`
      SELECT user_id AS "userId", other_id AS "otherId", score FROM discovery_daily_pick
      WHERE day = ${day}::date AND user_id = ${userId}`;
    return row ?? null;
  },
});
