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

/** Of a session that the statement calls `s`. */
const COLUMNS = sql`s.id, s.user_id AS "userId", s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
  s.expires_at AS "expiresAt", s.revoked_at AS "revokedAt", s.proven_at AS "provenAt", s.device, s.ip`;

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
    await db.$executeRaw`UPDATE session SET last_seen_at = ${now}, expires_at = ${expiresAt} WHERE id = ${sessionId}`;
  };
  const addRefreshToken = async (hash: string, sessionId: string, createdAt: Date): Promise<void> => {
    await db.$executeRaw`
      INSERT INTO refresh_token (hash, session_id, created_at) VALUES (${hash}, ${sessionId}, ${createdAt})`;
  };
  return {
    /** In the order of `ids`, including ended ones; null for one that does not exist. */
    async sessions(ids: readonly string[]): Promise<(Session | null)[]> {
      const rows = await db.$queryRaw<Session[]>`SELECT ${COLUMNS} FROM session s WHERE id = ANY (${[...ids]})`;
      return inOrderOf(ids, rows, (row) => row.id);
    },

    /** A page of the sessions of each person that have not ended, latest first. */
    sessionPages: (request: PagesRequest<readonly [string]>, now: Date): Promise<Session[][]> =>
      readPages<Session>(
        db,
        request,
        BY_ID,
        ({ parent, beyond, order }) => sql`
          SELECT ${COLUMNS} FROM session s WHERE user_id = ${parent} AND revoked_at IS NULL AND expires_at > ${now} AND ${beyond} ${order}`,
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
      const { id: sessionId, userId, createdAt: at, expiresAt, device, ip } = draft;
      await db.$executeRaw`
        INSERT INTO session (id, user_id, created_at, last_seen_at, expires_at, device, ip)
        VALUES (${sessionId}, ${userId}, ${at}, ${at}, ${expiresAt}, ${device}, ${ip})`;
      await addRefreshToken(refreshHash, sessionId, at);
      await recordEvents([{ id: newId('sev', at), userId, kind: 'SIGNED_IN', at, sessionId, device, ip }]);
    },

    /**
     * The refresh token with this hash; null when unknown. Two statements: the second one sees what the transaction did
     * that held the session before.
     */
    async holdRefreshToken(hash: string): Promise<HeldRefreshToken | null> {
      await db.$queryRaw`
        SELECT 1 FROM session WHERE id = (SELECT session_id FROM refresh_token WHERE hash = ${hash}) FOR UPDATE`;
      const [row] = await db.$queryRaw<(Session & Pick<HeldRefreshToken, 'usedAt'>)[]>`
        SELECT ${COLUMNS}, t.used_at AS "usedAt" FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.hash = ${hash}`;
      if (row === undefined) return null;
      const { usedAt, ...session } = row;
      return { session, usedAt };
    },

    /** Exchanges a refresh token for its successor, and prolongs the session, which the caller holds. */
    async exchangeRefreshToken(
      sessionId: string,
      tokens: { readonly used: string; readonly next: string },
      { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
    ): Promise<void> {
      await db.$executeRaw`UPDATE refresh_token SET used_at = ${now} WHERE hash = ${tokens.used}`;
      await addRefreshToken(tokens.next, sessionId, now);
      await prolongSession(sessionId, { now, expiresAt });
    },

    /** Whether the session has a refresh token with this hash that was not exchanged. */
    async isRefreshTokenLive(sessionId: string, hash: string): Promise<boolean> {
      const rows = await db.$queryRaw<unknown[]>`
        SELECT FROM refresh_token WHERE hash = ${hash} AND session_id = ${sessionId} AND used_at IS NULL`;
      return rows.length > 0;
    },

    prolongSession,

    /** Records that the person has proved their identity in this session. False, with nothing changed, when it has ended. */
    async proveSession(sessionId: string, now: Date): Promise<boolean> {
      const proven = await db.$executeRaw`
        UPDATE session SET proven_at = ${now} WHERE id = ${sessionId} AND revoked_at IS NULL AND expires_at > ${now}`;
      return proven === 1;
    },

    /** Revokes the selected sessions that have not ended, and returns them. */
    async revokeSessions(selection: SessionSelection, now: Date): Promise<Pick<Session, 'id' | 'userId'>[]> {
      const chosen =
        'id' in selection
          ? sql`id = ${selection.id}`
          : sql`user_id = ${selection.userId} AND id IS DISTINCT FROM ${selection.except}`;
      const ended = await db.$queryRaw<Pick<Session, 'id' | 'userId' | 'device' | 'ip'>[]>`
        UPDATE session SET revoked_at = ${now} WHERE ${chosen} AND revoked_at IS NULL AND expires_at > ${now}
        RETURNING id, user_id AS "userId", device, ip`;
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
