import type { Sql } from '../../../runtime/database/database.ts';

/** Locks of people. */
export const createOwnerStore = (db: Sql) => ({
  /** Makes others who change what this person may have only so many of wait until the transaction ends. */
  async lockOwner(ownerId: string): Promise<void> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':owner:' || ${ownerId}, 0))::text`;
  },
});
