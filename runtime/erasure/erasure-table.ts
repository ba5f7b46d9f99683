import type { Sql } from '../database/database.ts';

/** A user whose erasure is not finished in this domain. */
export interface DueErasure {
  readonly userId: string;
  /** Whether this is the second run, for rows that running requests wrote during the first. */
  readonly isSweep: boolean;
}

/** Records that a user deleted their account. From then on events that name them are skipped. */
export async function noteDeleted(sql: Sql, userId: string, at: Date): Promise<void> {
  await sql.$executeRaw`INSERT INTO erasure (user_id, told_at) VALUES (${userId}, ${at}) ON CONFLICT DO NOTHING`;
}

/** Erasures to run, oldest first: those that are not finished, and the sweep of those finished before `sweepBefore`. */
export async function dueErasures(sql: Sql, sweepBefore: Date, limit: number): Promise<DueErasure[]> {
  return await sql.$queryRaw<DueErasure[]>`
    SELECT user_id AS "userId", erased_at IS NOT NULL AS "isSweep" FROM erasure
    WHERE swept_at IS NULL AND (erased_at IS NULL OR erased_at <= ${sweepBefore})
    ORDER BY told_at LIMIT ${limit}`;
}

/** Records that nothing of the user is left. Returns false when that was recorded before. */
export async function noteErased(sql: Sql, userId: string, at: Date): Promise<boolean> {
  return (
    (await sql.$executeRaw`UPDATE erasure SET erased_at = ${at} WHERE user_id = ${userId} AND erased_at IS NULL`) === 1
  );
}

/** Records that the erasure is finished, sweep included. */
export async function noteSwept(sql: Sql, userId: string, at: Date): Promise<void> {
  await sql.$executeRaw`UPDATE erasure SET swept_at = ${at} WHERE user_id = ${userId}`;
}
