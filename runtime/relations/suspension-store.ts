import type { Sql } from '../database/database.ts';

/** A suspension, or its end, as an event names it. */
export interface SuspensionFact {
  readonly isActive: boolean;
  /** Null when it is permanent or lifted. */
  readonly until: Date | null;
  readonly at: Date;
}

/** Writes a domain's own copy of suspensions, in its table `suspension`. A row changes only when the fact is not older. */
export function createSuspensionCopy(db: Sql) {
  return {
    /** Records that a user was suspended or restored. */
    async noteSuspension(userId: string, { isActive, until, at }: SuspensionFact): Promise<void> {
      await db.$executeRaw`
        INSERT INTO suspension AS copy (user_id, until, is_active, changed_at, confirmed_at)
        VALUES (${userId}, ${until}::timestamptz, ${isActive}, ${at}, now())
        ON CONFLICT (user_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
          until = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.until ELSE copy.until END,
          is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,
          changed_at = greatest(copy.changed_at, excluded.changed_at)`;
    },

    /** Ends the suspensions that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedSuspensions(startedAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE suspension SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
    },
  };
}
