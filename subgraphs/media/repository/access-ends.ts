import type { Prisma } from '../../../prisma/generated/media/client.ts';

/** Access by a grant that has ended. */
export interface AccessEnd {
  readonly grantId: string;
  /** Empty: everybody's. */
  readonly viewerId: string;
  /** Empty: to all files. */
  readonly fileId: string;
}

/** Access by grants that ended before it expired. */
export const createAccessEndStore = (db: Prisma.TransactionClient) => ({
  /** Ends access; `expiresAt` is when the last of it would have expired by itself. */
  async endAccess(ends: readonly AccessEnd[], expiresAt: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO access_end AS e (grant_id, viewer_id, file_id, expires_at)
      SELECT DISTINCT grant_id, viewer_id, file_id, ${expiresAt}::timestamptz
      FROM unnest(${ends.map(({ grantId }) => grantId)}::text[], ${ends.map(({ viewerId }) => viewerId)}::text[],
        ${ends.map(({ fileId }) => fileId)}::text[]) AS n(grant_id, viewer_id, file_id)
      ORDER BY grant_id, viewer_id, file_id
      ON CONFLICT (grant_id, viewer_id, file_id) DO UPDATE SET expires_at = greatest(e.expires_at, excluded.expires_at)`;
  },

  /** Gives access again that was ended in the same words. */
  async restoreAccess(ends: readonly AccessEnd[]): Promise<void> {
    await db.$executeRaw`
      DELETE FROM access_end WHERE (grant_id, viewer_id, file_id) IN (
        SELECT * FROM unnest(${ends.map(({ grantId }) => grantId)}::text[],
          ${ends.map(({ viewerId }) => viewerId)}::text[], ${ends.map(({ fileId }) => fileId)}::text[]))`;
  },

  /** Forgets the ends of what has expired by itself. */
  async pruneAccessEnds(now: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM access_end WHERE expires_at <= ${now}`;
  },
});
