import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { noteDeleted } from '../../../runtime/erasure/erasure-table.ts';
import { userDeleted } from '../../../runtime/events/erasure-events.ts';
import { announce } from '../../../runtime/events/outbox.ts';
import type { Identifier } from './accounts.ts';

/** An address that a message may be on its way to for a person. */
interface PersonAddress extends Identifier {
  readonly verifiedAt: Date | null;
  /** Whether the person signs in with it; false: they have yet to prove it. */
  readonly isHeld: boolean;
}

/** A domain that has not confirmed some erasures in time. */
export interface OverdueErasure {
  readonly domain: string;
  /** How many people it is. */
  readonly people: number;
  /** When the first of them deleted their account. */
  readonly since: Date;
}

/** Stores deleted accounts and the confirmations of the other domains. */
export function createErasureStore(db: Prisma.TransactionClient) {
  return {
    /** Whether the person has an account; nobody else changes it until the transaction ends. */
    async lockAccount(userId: string): Promise<boolean> {
      const rows = await db.$queryRaw<object[]>`SELECT FROM account WHERE id = ${userId} FOR UPDATE`;
      return rows.length === 1;
    },

    /** Every address a message may be on its way to for the person: theirs, and those they have yet to prove. */
    addressesOf(userId: string): Promise<PersonAddress[]> {
      return db.$queryRaw<PersonAddress[]>`
        SELECT kind, value, verified_at AS "verifiedAt", true AS "isHeld" FROM identifier WHERE user_id = ${userId}
        UNION SELECT kind, value, NULL, false FROM challenge WHERE user_id = ${userId}`;
    },

    /**
     * Erases the account and all rows that hang on it: identifier, password_credential, session with its refresh tokens,
     * challenge, identity, totp, recovery_code,
     * oauth_attempt, passkey, passkey_challenge, security_event, data_export with its parts. Ids of sessions revoked after `since` stay until
     * `expiresAt`. Erasing an account again is no error.
     */
    async eraseAccount(userId: string, since: Date, expiresAt: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO orphaned_session (id, expires_at)
        SELECT id, ${expiresAt} FROM session WHERE user_id = ${userId} AND revoked_at >= ${since} ON CONFLICT DO NOTHING`;
      await db.$executeRaw`DELETE FROM account WHERE id = ${userId}`;
      // Their registration is not repeated: it would give the id to another account.
      await db.$executeRaw`
        DELETE FROM idempotency_key WHERE operation = 'register' AND outcome -> 'value' ->> 'userId' = ${userId}`;
      // The events of the registration stay in the outbox for consumers that are behind; they do not need what it says.
      await db.$executeRaw`
        UPDATE outbox_event
        SET payload = payload || CASE WHEN payload ? 'nickname' THEN '{"nickname": ""}'::jsonb ELSE '{"dateOfBirth": null}' END
        WHERE payload ->> 'userId' = ${userId} AND (payload ->> 'nickname' <> '' OR payload ->> 'dateOfBirth' IS NOT NULL)`;
    },

    /** Takes back messages that have not left, by the hashes of their recipients. */
    async removeMessagesTo(recipientHashes: readonly string[]): Promise<void> {
      await db.$executeRaw`DELETE FROM work_item WHERE payload ->> 'recipientHash' = ANY (${[...recipientHashes]}::text[])`;
    },

    /** Records that the person has deleted their account, and publishes it to every domain. */
    markDeleted: (userId: string, at: Date): Promise<void> => markDeleted(db, userId, at),

    /**
     * Whether a person has no account, so that what they hold becomes free. Of whom nothing is known here, the registration was
     * lost with a failover of this database after others had heard of it: every domain learns that it has to erase them.
     */
    async eraseUnlessRegistered(userId: string, at: Date): Promise<boolean> {
      const [found] = await db.$queryRaw<{ isRegistered: boolean; isDeleted: boolean }[]>`
        SELECT EXISTS (SELECT FROM account WHERE id = ${userId}) AS "isRegistered",
          EXISTS (SELECT FROM deleted_account WHERE user_id = ${userId}) AS "isDeleted"`;
      if (found === undefined || found.isRegistered) return false;
      if (!found.isDeleted) await markDeleted(db, userId, at);
      return true;
    },

    /** Records that a domain has erased the person. */
    async noteAnswer(userId: string, domain: string, answeredAt: Date): Promise<void> {
      await db.erasureAnswer.createMany({ data: [{ userId, domain, answeredAt }], skipDuplicates: true });
    },

    /** Completes deletions that every domain has confirmed, and deletes the confirmations. */
    async settleDeletions(domains: readonly string[], now: Date): Promise<void> {
      await db.$executeRaw`
        WITH settled AS (
          UPDATE deleted_account AS d SET settled_at = ${now} WHERE d.settled_at IS NULL AND NOT EXISTS (
            SELECT FROM unnest(${[...domains]}::text[]) AS asked (domain) WHERE NOT EXISTS (
              SELECT FROM erasure_answer AS a WHERE a.user_id = d.user_id AND a.domain = asked.domain))
          RETURNING d.user_id
        )
        DELETE FROM erasure_answer AS a USING settled WHERE a.user_id = settled.user_id`;
    },

    /** Those of the domains that have not answered for people who deleted their account before `before`. */
    overdueErasures(domains: readonly string[], before: Date): Promise<OverdueErasure[]> {
      return db.$queryRaw<OverdueErasure[]>`
        SELECT asked.domain, count(*)::int AS people, min(d.deleted_at) AS since
        FROM deleted_account AS d CROSS JOIN unnest(${[...domains]}::text[]) AS asked (domain)
        WHERE d.settled_at IS NULL AND d.deleted_at <= ${before} AND NOT EXISTS (
          SELECT FROM erasure_answer AS a WHERE a.user_id = d.user_id AND a.domain = asked.domain)
        GROUP BY asked.domain ORDER BY asked.domain`;
    },
  };
}

async function markDeleted(db: Prisma.TransactionClient, userId: string, at: Date): Promise<void> {
  await db.deletedAccount.createMany({ data: [{ userId, deletedAt: at }], skipDuplicates: true });
  await noteDeleted(db, userId, at);
  await announce(db, userDeleted, { userId, at: at.toISOString() }, at);
}
