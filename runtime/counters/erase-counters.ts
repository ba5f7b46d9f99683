import type { Sql } from '../database/database.ts';

/** Removes the counts of a user, such as the number of followers; what the user has counted elsewhere is the domain's to change. */
export async function eraseCounters(sql: Sql, userId: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM counter_change WHERE subject = ${userId}`;
  await sql.$executeRaw`DELETE FROM counter WHERE subject = ${userId}`;
}
