import type { Prisma } from '../../../prisma/generated/discovery/client.ts';

/** What a person has used of what they may do until an instant. */
export interface UsedQuota {
  readonly likes: number;
  readonly superlikes: number;
  readonly rewinds: number;
  /** All three begin again then. */
  readonly resetsAt: Date;
}

/** What may be done only so often. */
export type QuotaKind = 'likes' | 'superlikes' | 'rewinds';

/** Counts what people do, exactly. */
export const createQuotaStore = (db: Prisma.TransactionClient) => ({
  /** What a person has used; null when their day is over, or they have used nothing ever. */
  async usedQuota(userId: string, now: Date): Promise<UsedQuota | null> {
    const [row] = await db.$queryRaw<UsedQuota[]>`
      SELECT likes, superlikes, rewinds, resets_at AS "resetsAt" FROM discovery_quota
      WHERE user_id = ${userId} AND resets_at > ${now}`;
    return row ?? null;
  },

  /**
   * Counts one more; false, with nothing counted, when `limit` is reached. When the day is over another one begins, which
   * ends at `resetsAt`. The row stays locked until the transaction ends, so that the limit holds for parallel calls.
   */
  async spendQuota(
    userId: string,
    kind: QuotaKind,
    { limit, now, resetsAt }: { readonly limit: number; readonly now: Date; readonly resetsAt: Date },
  ): Promise<boolean> {
    const [likes, superlikes, rewinds] = [kind === 'likes', kind === 'superlikes', kind === 'rewinds'].map(Number);
    const spent = await db.$executeRaw`
      INSERT INTO discovery_quota AS q (user_id, likes, superlikes, rewinds, resets_at)
      VALUES (${userId}, ${likes}::int, ${superlikes}::int, ${rewinds}::int, ${resetsAt})
      ON CONFLICT (user_id) DO UPDATE SET
        likes = CASE WHEN q.resets_at > ${now} THEN q.likes ELSE 0 END + excluded.likes,
        superlikes = CASE WHEN q.resets_at > ${now} THEN q.superlikes ELSE 0 END + excluded.superlikes,
        rewinds = CASE WHEN q.resets_at > ${now} THEN q.rewinds ELSE 0 END + excluded.rewinds,
        resets_at = CASE WHEN q.resets_at > ${now} THEN q.resets_at ELSE excluded.resets_at END
      WHERE q.resets_at <= ${now}
        OR excluded.likes * q.likes + excluded.superlikes * q.superlikes + excluded.rewinds * q.rewinds < ${limit}::int`;
    return spent === 1;
  },
});
