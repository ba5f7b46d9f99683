import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { announceAll } from '../../../runtime/events/outbox.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { SecurityEventRecorded } from '../events.ts';

/** What may happen to an account; the schema documents each. */
export type SecurityEventKind =
  | 'SIGNED_IN'
  | 'SESSION_ENDED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'EMAIL_VERIFIED'
  | 'EMAIL_CHANGED'
  | 'PHONE_VERIFIED'
  | 'PHONE_CHANGED'
  | 'TOTP_ENABLED'
  | 'TOTP_DISABLED'
  | 'ROLE_GRANTED'
  | 'ROLE_REVOKED'
  | 'DATA_EXPORT_REQUESTED'
  | 'SUSPENDED'
  | 'RESTORED'
  | 'IDENTITY_LINKED'
  | 'IDENTITY_UNLINKED'
  | 'PASSKEY_ADDED'
  | 'PASSKEY_REMOVED'
  | 'PASSKEY_REFUSED';

/** Something that happened to a person's account. */
export interface SecurityEvent {
  readonly id: string;
  readonly userId: string;
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly sessionId: string | null;
  readonly device: string | null;
  readonly ip: string | null;
}

/** Rows that expired by `now`, and security events before `eventsBefore`, are deleted. */
export interface ExpiryCutoffs {
  readonly now: Date;
  readonly eventsBefore: Date;
}

const BY_ID: ListOrder = { by: [['id', 'text']], direction: 'DESC' };

/** `securityEventRecorded`: the repository imports only the types of events. */
const RECORDED: EventType<SecurityEventRecorded> = { name: 'auth.security-event-recorded', notifies: true };

/** What happened to accounts, and the sweeping of what has had its day. */
export function createSecurityEventStore(db: Prisma.TransactionClient) {
  /** Versions count for nothing, or every update of a browser would be a new device. */
  const isNewDevice = async ({ userId, kind, device }: SecurityEvent): Promise<boolean> => {
    if (kind !== 'SIGNED_IN') return false;
    const [found] = await db.$queryRaw<{ isNew: boolean | null }[]>`
      SELECT NOT bool_or(regexp_replace(COALESCE(device, ''), '[0-9.]+', '', 'g')
        = regexp_replace(COALESCE(${device}::text, ''), '[0-9.]+', '', 'g')) AS "isNew"
      FROM security_event WHERE user_id = ${userId} AND kind = 'SIGNED_IN'`;
    return found?.isNew === true;
  };

  return {
    /** Stores security events and publishes them to other domains, in the caller's transaction. */
    async recordEvents(events: readonly SecurityEvent[]): Promise<void> {
      const [first] = events;
      if (first === undefined) return;
      const newDevices = await Promise.all(events.map(isNewDevice));
      await db.$executeRaw`
        INSERT INTO security_event (id, user_id, kind, at, session_id, device, ip)
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(events)}::jsonb) AS e
          (id text, "userId" text, kind text, at timestamptz, "sessionId" text, device text, ip text)`;
      const facts = events.map(({ id: eventId, userId, kind, at }, nth) => ({
        eventId,
        userId,
        kind,
        isNewDevice: newDevices[nth] === true,
        at: at.toISOString(),
      }));
      await announceAll(db, RECORDED, facts, first.at);
    },

    /** A page of what happened to a person's account, latest first. */
    async securityEvents(userId: string, page: PageRequest<readonly [string]>): Promise<SecurityEvent[]> {
      const { beyond, order } = pageClauses(BY_ID, page);
      return db.$queryRaw<SecurityEvent[]>`
        SELECT id, user_id AS "userId", kind, at, session_id AS "sessionId", device, ip
        FROM security_event WHERE user_id = ${userId} AND ${beyond} ${order}`;
    },

    /** Deletes expired challenges, proofs and orphaned sessions, and events before `eventsBefore`. */
    async deleteExpired({ now, eventsBefore }: ExpiryCutoffs): Promise<void> {
      await db.$executeRaw`DELETE FROM used_proof WHERE expires_at <= ${now}`;
      await db.$executeRaw`DELETE FROM orphaned_session WHERE expires_at <= ${now}`;
      await db.$executeRaw`DELETE FROM challenge WHERE expires_at <= ${now}`;
      await db.$executeRaw`DELETE FROM oauth_attempt WHERE expires_at <= ${now}`;
      await db.$executeRaw`DELETE FROM passkey_challenge WHERE expires_at <= ${now}`;
      await db.$executeRaw`DELETE FROM security_event WHERE at < ${eventsBefore}`;
    },
  };
}
