import type { Client } from './client.ts';
import type { Settlement } from './deliveries.ts';
import type { Claim } from './occurrences.ts';

/** One e-mail to a person about several notifications, claimed by this worker. */
export interface Digest {
  readonly id: string;
  readonly userId: string;
  /** When it was scheduled; null when it was brought forward. */
  readonly slot: Date | null;
  readonly attempts: number;
  readonly createdAt: Date;
}

/** A digest that deliveries are held for; there is one per person and slot. */
export interface DigestDraft extends Pick<Digest, 'id' | 'userId' | 'createdAt'> {
  readonly slot: Date;
}

/** One of the deliveries that a digest contains. */
export interface HeldDelivery {
  readonly id: string;
  readonly digestId: string;
  readonly notificationId: string;
}

/** Stores digests. A digest's row is always locked before its deliveries. */
export const createDigestStore = (db: Client) => ({
  /**
   * Holds a claimed delivery for the digest of its person and slot, which is created if needed. False, with nothing
   * changed, when that digest is being sent or has been sent, or another worker has the lease by now.
   */
  async holdDelivery(deliveryId: string, lease: string, draft: DigestDraft): Promise<boolean> {
    const updated = await db.$executeRaw`
      WITH chosen AS (
        INSERT INTO digest AS known (id, user_id, slot, due_at, created_at)
        VALUES (${draft.id}, ${draft.userId}, ${draft.slot}, ${draft.slot}, ${draft.createdAt})
        ON CONFLICT (user_id, slot) DO UPDATE SET slot = known.slot WHERE known.status = 'PENDING' AND known.lease IS NULL
        RETURNING known.id
      )
      UPDATE delivery AS d SET status = 'HELD', digest_id = chosen.id, lease = NULL, attempts = d.attempts - 1
      FROM chosen WHERE d.id = ${deliveryId} AND d.lease = ${lease} AND d.status = 'PENDING'`;
    return updated === 1;
  },

  /** Claims digests that are due, oldest first, until the lease expires; nothing more is held for them meanwhile. */
  claimDigests: ({ limit, lease, now, until }: Claim): Promise<Digest[]> =>
    db.$queryRaw<Digest[]>`
      UPDATE digest AS c SET lease = ${lease}, due_at = ${until}, attempts = c.attempts + 1
      WHERE c.id IN (
        SELECT id FROM digest WHERE status = 'PENDING' AND due_at <= ${now}
        ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING c.id, c.user_id AS "userId", c.slot, c.attempts, c.created_at AS "createdAt"`,

  /** The deliveries that these digests contain, oldest first. */
  heldFor: (digestIds: readonly string[]): Promise<HeldDelivery[]> =>
    db.$queryRaw<HeldDelivery[]>`
      SELECT d.id, d.digest_id AS "digestId", d.notification_id AS "notificationId"
      FROM delivery AS d JOIN notification AS n ON n.id = d.notification_id
      WHERE d.digest_id = ANY(${[...digestIds]}::text[]) AND d.status = 'HELD' ORDER BY d.created_at, n.sequence, d.id`,

  /**
   * Stores the outcome of an attempt, unless another worker has the lease by now. The deliveries that were in the e-mail
   * (`deliveredIds`) get the status of the digest; the others are skipped.
   */
  async settleDigest(
    id: string,
    lease: string,
    settlement: Settlement,
    deliveredIds: readonly string[],
  ): Promise<void> {
    const { status, at, error, counts } = settlement;
    await db.$executeRaw`
      WITH settled AS (
        UPDATE digest SET status = ${status}, lease = NULL, last_error = ${error}, due_at = ${at},
          attempts = attempts - ${counts ? 0 : 1}
        WHERE id = ${id} AND lease = ${lease} AND status = 'PENDING'
        RETURNING id
      )
      UPDATE delivery AS d SET
        status = CASE WHEN d.id = ANY(${[...deliveredIds]}::text[]) THEN ${status} ELSE 'SKIPPED' END,
        sent_at = CASE WHEN d.id = ANY(${[...deliveredIds]}::text[]) AND ${status} = 'SENT' THEN ${at}::timestamptz END,
        last_error = CASE WHEN d.id = ANY(${[...deliveredIds]}::text[]) THEN ${error} ELSE 'not needed any more' END,
        due_at = ${at}, attempts = d.attempts + ${counts ? 1 : 0}
      FROM settled WHERE d.digest_id = settled.id AND d.status = 'HELD' AND ${status} <> 'PENDING'`;
  },

  /** Makes everything that is held for a person due now, as one digest, except what is being sent. */
  async hurryDigests(userId: string, now: Date): Promise<void> {
    const waiting = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM digest WHERE user_id = ${userId} AND status = 'PENDING' AND lease IS NULL ORDER BY id FOR UPDATE`;
    const [first, ...others] = waiting.map(({ id }) => id);
    if (first === undefined) return;
    if (others.length > 0) {
      await db.$executeRaw`UPDATE delivery SET digest_id = ${first} WHERE digest_id = ANY(${others}::text[])`;
      await db.$executeRaw`DELETE FROM digest WHERE id = ANY(${others}::text[])`;
    }
    await db.$executeRaw`UPDATE digest SET slot = NULL, due_at = ${now}, attempts = 0 WHERE id = ${first}`;
  },

  /** Deletes digests that ended before an instant. */
  async pruneDigests(before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM digest WHERE status <> 'PENDING' AND created_at < ${before}`;
  },
});
