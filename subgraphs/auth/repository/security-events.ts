import type { Prisma } from '../../../prisma/generated/auth/client.ts';
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
      const newDevices = await Promise.all(events.map(isNewDevice));
      await db.securityEvent.createMany({ data: [...events] });
      const [first] = events;
      if (first === undefined) return;
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
      const from = page.from?.[0];
      const beyond = from === undefined ? {} : { id: page.backwards ? { gt: from } : { lt: from } };
      const rows = await db.securityEvent.findMany({
        where: { userId, ...beyond },
        orderBy: { id: page.backwards ? 'asc' : 'desc' },
        take: page.limit,
      });
      // as: only `recordEvents` writes this column, and it takes no other kinds.
      return rows.map((row) => ({ ...row, kind: row.kind as SecurityEventKind }));
    },

    /** Deletes expired challenges, messages, proofs and orphaned sessions, and events before `eventsBefore`. */
    async deleteExpired({ now, eventsBefore }: ExpiryCutoffs): Promise<void> {
      await db.usedProof.deleteMany({ where: { expiresAt: { lte: now } } });
      await db.orphanedSession.deleteMany({ where: { expiresAt: { lte: now } } });
      await db.challenge.deleteMany({ where: { expiresAt: { lte: now } } });
      await db.oauthAttempt.deleteMany({ where: { expiresAt: { lte: now } } });
      await db.passkeyChallenge.deleteMany({ where: { expiresAt: { lte: now } } });
      await db.outgoingMessage.deleteMany({ where: { expiresAt: { lte: now } } });
      await db.securityEvent.deleteMany({ where: { at: { lt: eventsBefore } } });
    },
  };
}
