import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';

/** Finds accounts to pay to. */
export const createPayeeStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** The account of a person that a viewer may pay to; null when there is none, it is closed, or the two are hidden from each other. */
  async payableAccount(viewerId: string, ownerId: string, currency: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM account WHERE owner_id = ${ownerId} AND currency = ${currency} AND state <> 'CLOSED'
        AND NOT ${isSuspended(sql`owner_id`)} AND NOT ${blockedBetween(sql`owner_id`, sql`${viewerId}::text`)}`;
    return row?.id ?? null;
  },
});
