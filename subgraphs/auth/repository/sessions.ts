import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { createSecurityEventStore } from './security-events.ts';

/** One sign-in on one device. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  /** When the person last proved in it who they are; null: at the sign-in alone. */
  readonly provenAt: Date | null;
  readonly device: string | null;
  readonly ip: string | null;
}

/** A session to be opened, with the hash of its first refresh token. */
export interface SessionDraft extends Pick<Session, 'id' | 'userId' | 'createdAt' | 'expiresAt' | 'device' | 'ip'> {
  readonly refreshHash: string;
}

/** A refresh token as it is found, its session locked until the transaction ends. */
export interface HeldRefreshToken {
  readonly session: Session;
  /** When it was exchanged; null for the live one. */
  readonly usedAt: Date | null;
}

/** Which sessions to revoke: one, or all of a person except one. */
export type SessionSelection = { readonly id: string } | { readonly userId: string; readonly except: string | null };

const BY_ID: ListOrder = { by: [['id', 'text']], direction: 'DESC' };

/** Maximum number of addresses read per device; more than a device has while its sessions are kept. */
const MAX_ADDRESSES = 200;

/** Stores sessions and refresh tokens. Starts and ends of sessions are recorded as security events. */
export function createSessionStore(db: Prisma.TransactionClient) {
  const { recordEvents } = createSecurityEventStore(db);
  /** Records the use of a session and extends it. */
  const prolongSession = async (
    sessionId: string,
    { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
  ): Promise<void> => {
    await db.session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: now, expiresAt } });
  };
  return {
    /** In the order of `ids`, including ended ones; null for one that does not exist. */
    async sessions(ids: readonly string[]): Promise<(Session | null)[]> {
      const rows = await db.session.findMany({ where: { id: { in: [...ids] } } });
      return inOrderOf(ids, rows, (row) => row.id);
    },

    /** A page of the sessions of each person that have not ended, latest first. */
    sessionPages: (request: PagesRequest<readonly [string]>, now: Date): Promise<Session[][]> =>
      readPages<Session>(
        db,
        request,
        BY_ID,
        ({ parent, beyond, order }) => sql`
          SELECT id, user_id AS "userId", created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt",
                 revoked_at AS "revokedAt", proven_at AS "provenAt", device, ip
          FROM session WHERE user_id = ${parent} AND revoked_at IS NULL AND expires_at > ${now} AND ${beyond} ${order}`,
      ),

    /**
     * What a device of this person is counted as; null when none of their sessions, ended ones among them, was opened by
     * the same client from the same network. Who shares the network can imitate the client, and is counted as the device.
     */
    async knownDevice(userId: string, { ip, device }: Pick<Session, 'ip' | 'device'>): Promise<string | null> {
      if (ip === null) return null;
      const rows = await db.$queryRaw<{ ip: string }[]>`
        SELECT DISTINCT ip FROM session
        WHERE user_id = ${userId} AND device IS NOT DISTINCT FROM ${device} AND ip IS NOT NULL LIMIT ${MAX_ADDRESSES}`;
      const network = clientNetwork(ip);
      return rows.some((row) => clientNetwork(row.ip) === network) ? JSON.stringify([network, device]) : null;
    },

    /** Stores the session and its first refresh token. */
    async openSession({ refreshHash, ...draft }: SessionDraft): Promise<void> {
      await db.session.createMany({ data: [{ ...draft, lastSeenAt: draft.createdAt }] });
      await db.refreshToken.createMany({
        data: [{ hash: refreshHash, sessionId: draft.id, createdAt: draft.createdAt }],
      });
      const { id: sessionId, userId, createdAt: at, device, ip } = draft;
      await recordEvents([{ id: newId('sev', at), userId, kind: 'SIGNED_IN', at, sessionId, device, ip }]);
    },

    /**
     * The refresh token with this hash; null when unknown. Two statements: the second one sees what the transaction did
     * that held the session before.
     */
    async holdRefreshToken(hash: string): Promise<HeldRefreshToken | null> {
      await db.$queryRaw`
        SELECT 1 FROM session WHERE id = (SELECT session_id FROM refresh_token WHERE hash = ${hash}) FOR UPDATE`;
      return db.refreshToken.findUnique({ where: { hash }, select: { session: true, usedAt: true } });
    },

    /** Exchanges a refresh token for its successor, and prolongs the session, which the caller holds. */
    async exchangeRefreshToken(
      sessionId: string,
      tokens: { readonly used: string; readonly next: string },
      { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
    ): Promise<void> {
      await db.refreshToken.updateMany({ where: { hash: tokens.used }, data: { usedAt: now } });
      await db.refreshToken.createMany({ data: [{ hash: tokens.next, sessionId, createdAt: now }] });
      await prolongSession(sessionId, { now, expiresAt });
    },

    /** Whether the session has a refresh token with this hash that was not exchanged. */
    async isRefreshTokenLive(sessionId: string, hash: string): Promise<boolean> {
      return (await db.refreshToken.count({ where: { hash, sessionId, usedAt: null } })) > 0;
    },

    prolongSession,

    /** Records that the person has proved their identity in this session. False, with nothing changed, when it has ended. */
    async proveSession(sessionId: string, now: Date): Promise<boolean> {
      const { count } = await db.session.updateMany({
        where: { id: sessionId, revokedAt: null, expiresAt: { gt: now } },
        data: { provenAt: now },
      });
      return count === 1;
    },

    /** Revokes the selected sessions that have not ended, and returns them. */
    async revokeSessions(selection: SessionSelection, now: Date): Promise<Pick<Session, 'id' | 'userId'>[]> {
      const chosen =
        'id' in selection
          ? { id: selection.id }
          : { userId: selection.userId, ...(selection.except === null ? {} : { id: { not: selection.except } }) };
      const ended = await db.session.updateManyAndReturn({
        where: { ...chosen, revokedAt: null, expiresAt: { gt: now } },
        data: { revokedAt: now },
        select: { id: true, userId: true, device: true, ip: true },
      });
      const at = now;
      await recordEvents(
        ended.map(({ id: sessionId, ...rest }) => ({
          id: newId('sev', at),
          kind: 'SESSION_ENDED',
          at,
          sessionId,
          ...rest,
        })),
      );
      return ended.map(({ id, userId }) => ({ id, userId }));
    },

    /** Ids of the sessions revoked at `since` or later; those of deleted accounts for as long as they are kept. */
    async sessionsRevokedSince(since: Date): Promise<string[]> {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM session WHERE revoked_at >= ${since} UNION ALL SELECT id FROM orphaned_session`;
      return rows.map((row) => row.id);
    },

    /** Deletes at most `limit` sessions that expired before `endedBefore`, with their refresh tokens; returns their number. */
    deleteSessions(endedBefore: Date, limit: number): Promise<number> {
      return db.$executeRaw`
        DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE expires_at < ${endedBefore} ORDER BY expires_at LIMIT ${limit})`;
    },
  };
}
