import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import type { Collection, KeptRecord } from '../../../runtime/personal-data/collections.ts';

/** The whole of a collection that is as short as its table allows a person. */
const whole = async (after: string, key: string, record: Promise<object | null>): Promise<KeptRecord[]> => {
  const found = after === '' ? await record : null;
  return found === null ? [] : [{ key, record: found }];
};

const keyed = <Row extends { readonly id: string }>(rows: readonly Row[]): KeptRecord[] =>
  rows.map((record) => ({ key: record.id, record }));

/**
 * What this domain keeps about a person, for them to have a copy of, without secrets and their hashes.
 *
 * Left out: RecoveryCode, OauthAttempt and PasskeyChallenge (hashes of secrets that count for minutes), DataExportPart (what
 * is in a copy that was made before).
 */
export const authData = (db: Prisma.TransactionClient): readonly Collection[] => [
  {
    name: 'account',
    async read(id, after) {
      const [row] = after === '' ? await db.account.findMany({ where: { id } }) : [];
      if (row === undefined) return [];
      // A date without a time.
      const dateOfBirth = row.dateOfBirth?.toISOString().slice(0, 'YYYY-MM-DD'.length) ?? null;
      return [{ key: id, record: { ...row, dateOfBirth } }];
    },
  },
  {
    name: 'identifiers',
    async read(userId, after, limit) {
      const rows = await db.identifier.findMany({
        where: { userId, kind: { gt: after } },
        orderBy: { kind: 'asc' },
        take: limit,
        omit: { userId: true },
      });
      return rows.map((record) => ({ key: record.kind, record }));
    },
  },
  {
    name: 'identities',
    async read(userId, after, limit) {
      const rows = await db.identity.findMany({
        where: { userId, provider: { gt: after } },
        orderBy: { provider: 'asc' },
        take: limit,
        omit: { userId: true },
      });
      return rows.map((record) => ({ key: record.provider, record }));
    },
  },
  {
    name: 'password',
    read: (userId, after) =>
      whole(after, userId, db.passwordCredential.findUnique({ where: { userId }, select: { changedAt: true } })),
  },
  {
    name: 'oneTimePasswords',
    read: (userId, after) =>
      whole(after, userId, db.totp.findUnique({ where: { userId }, select: { confirmedAt: true } })),
  },
  {
    name: 'passkeys',
    async read(userId, after, limit) {
      const rows = await db.passkey.findMany({
        where: { userId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        // Neither the key nor what authenticators call it: these are for signing in alone.
        select: { id: true, name: true, transports: true, isSynced: true, createdAt: true, lastUsedAt: true },
      });
      return keyed(rows);
    },
  },
  {
    name: 'pendingConfirmations',
    async read(userId, after, limit) {
      const rows = await db.challenge.findMany({
        where: { userId, purpose: { gt: after } },
        orderBy: { purpose: 'asc' },
        take: limit,
        select: { purpose: true, kind: true, value: true, expiresAt: true },
      });
      return rows.map((record) => ({ key: record.purpose, record }));
    },
  },
  {
    name: 'sessions',
    async read(userId, after, limit) {
      const where = { userId, id: { gt: after } };
      return keyed(await db.session.findMany({ where, orderBy: { id: 'asc' }, take: limit, omit: { userId: true } }));
    },
  },
  {
    name: 'securityEvents',
    async read(userId, after, limit) {
      const where = { userId, id: { gt: after } };
      const order = { orderBy: { id: 'asc' }, take: limit } as const;
      return keyed(await db.securityEvent.findMany({ where, ...order, omit: { userId: true } }));
    },
  },
  {
    name: 'dataExports',
    async read(userId, after, limit) {
      const rows = await db.dataExport.findMany({
        where: { userId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        select: { id: true, state: true, requestedAt: true, readyAt: true, expiresAt: true },
      });
      return keyed(rows);
    },
  },
];
