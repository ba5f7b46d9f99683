import type { Sql } from '../database/database.ts';

/** A person whose erasure this domain has not finished. */
export interface DueErasure {
  readonly userId: string;
  /** Whether all was erased and told before: what requests on their way had still written is looked for. */
  readonly isSweep: boolean;
}

/** Notes that a person has deleted their account; from then on late events that name them are refused. */
export async function noteDeleted(sql: Sql, userId: string, at: Date): Promise<void> {
  await sql.$executeRaw`INSERT INTO erasure (user_id, told_at) VALUES (${userId}, ${at}) ON CONFLICT DO NOTHING`;
}

/** Erasures to be worked off, oldest first: those not begun or not finished, and those finished before `sweepBefore`. */
export async function dueErasures(sql: Sql, sweepBefore: Date, limit: number): Promise<DueErasure[]> {
  return await sql.$queryRaw<DueErasure[]>`
    SELECT user_id AS "userId", erased_at IS NOT NULL AS "isSweep" FROM erasure
    WHERE swept_at IS NULL AND (erased_at IS NULL OR erased_at <= ${sweepBefore})
    ORDER BY told_at LIMIT ${limit}`;
}

/** Notes that nothing of the person is left; false when that was noted before. */
export async function noteErased(sql: Sql, userId: string, at: Date): Promise<boolean> {
  return (
    (await sql.$executeRaw`UPDATE erasure SET erased_at = ${at} WHERE user_id = ${userId} AND erased_at IS NULL`) === 1
  );
}

/** Notes that there is nothing to be done for the person any more. */
export async function noteSwept(sql: Sql, userId: string, at: Date): Promise<void> {
  await sql.$executeRaw`UPDATE erasure SET swept_at = ${at} WHERE user_id = ${userId}`;
}
