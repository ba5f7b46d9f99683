import type { Sql } from '../../../runtime/database/database.ts';
import type { Identifier } from './accounts.ts';
import type { Identity } from './identities.ts';

/** An account as an older system had it. */
export interface ImportedAccount {
  readonly id: string;
  readonly createdAt: Date;
  /** As `YYYY-MM-DD`. */
  readonly dateOfBirth: string | null;
  /** A hash of any scheme that can be verified; null: no password. */
  readonly passwordHash: string | null;
  readonly identifiers: readonly (Identifier & { readonly isVerified: boolean })[];
  readonly identities: readonly Pick<Identity, 'provider' | 'subject'>[];
}

/** What of an account belongs to another one. */
export type Clash = Identifier['kind'] | 'IDENTITY';

/** A stored account, without its secrets. */
export interface StoredAccount {
  readonly id: string;
  readonly createdAt: Date;
  readonly dateOfBirth: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly hasPassword: boolean;
  /** Provider and subject, in order. */
  readonly identities: readonly string[];
}

/** Accounts that are taken over from older systems, many at a time. */
export const createImportedAccountStore = (db: Sql) => ({
  /**
   * Stores those that do not exist, in the caller's transaction. One of whose addresses or identities another account has is not
   * stored, and is among the clashing ones.
   */
  async addImportedAccounts(
    accounts: readonly ImportedAccount[],
  ): Promise<{ readonly inserted: ReadonlySet<string>; readonly clashing: ReadonlyMap<string, Clash> }> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO account (id, created_at, date_of_birth)
      SELECT a.id, a.created_at, a.date_of_birth FROM unnest(
        ${accounts.map(({ id }) => id)}::text[], ${accounts.map(({ createdAt }) => createdAt)}::timestamptz[],
        ${accounts.map(({ dateOfBirth }) => dateOfBirth)}::date[]) AS a (id, created_at, date_of_birth)
      ON CONFLICT DO NOTHING RETURNING id`;
    const inserted = new Set(rows.map(({ id }) => id));
    const added = accounts.filter(({ id }) => inserted.has(id));
    const clashing = new Map([...(await addIdentifiers(db, added)), ...(await addIdentities(db, added))]);
    if (clashing.size > 0) await db.$executeRaw`DELETE FROM account WHERE id = ANY(${[...clashing.keys()]}::text[])`;
    for (const id of clashing.keys()) inserted.delete(id);
    await addPasswords(
      db,
      added.filter(({ id }) => inserted.has(id)),
    );
    return { inserted, clashing };
  },

  /** Those of the people who have an account. */
  async existingAccounts(ids: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`SELECT id FROM account WHERE id = ANY(${[...ids]}::text[])`;
    return rows.map(({ id }) => id);
  },

  /** Those of the people who have deleted their account. */
  async deletedAmong(ids: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT user_id AS id FROM deleted_account WHERE user_id = ANY(${[...ids]}::text[])`;
    return rows.map(({ id }) => id);
  },

  /** Stored accounts in no order, without those that nobody has. */
  importedAccounts: async (ids: readonly string[]): Promise<StoredAccount[]> =>
    db.$queryRaw<StoredAccount[]>`
      SELECT a.id, a.created_at AS "createdAt", to_char(a.date_of_birth, 'YYYY-MM-DD') AS "dateOfBirth",
             e.value AS email, p.value AS phone, c.user_id IS NOT NULL AS "hasPassword",
             ARRAY(SELECT i.provider || ' ' || i.subject FROM identity i WHERE i.user_id = a.id
                   ORDER BY (i.provider || ' ' || i.subject) COLLATE "C") AS identities
      FROM account a
      LEFT JOIN identifier e ON e.user_id = a.id AND e.kind = 'EMAIL'
      LEFT JOIN identifier p ON p.user_id = a.id AND p.kind = 'PHONE'
      LEFT JOIN password_credential c ON c.user_id = a.id
      WHERE a.id = ANY(${[...ids]}::text[])`,
});

/** Returns the accounts one of whose identifiers was in use. */
async function addIdentifiers(db: Sql, accounts: readonly ImportedAccount[]): Promise<[string, Clash][]> {
  const drafts = accounts.flatMap(({ id, createdAt, identifiers }) =>
    identifiers.map(({ kind, value, isVerified }) => ({ kind, value, id, createdAt, isVerified })),
  );
  const added = await db.$queryRaw<{ kind: string; id: string }[]>`
    INSERT INTO identifier (kind, value, user_id, created_at, verified_at)
    SELECT i.kind, i.value, i.user_id, i.created_at, CASE WHEN i.is_verified THEN i.created_at END FROM unnest(
      ${drafts.map(({ kind }) => kind)}::text[], ${drafts.map(({ value }) => value)}::text[],
      ${drafts.map(({ id }) => id)}::text[], ${drafts.map(({ createdAt }) => createdAt)}::timestamptz[],
      ${drafts.map(({ isVerified }) => isVerified)}::boolean[]) AS i (kind, value, user_id, created_at, is_verified)
    ORDER BY i.kind, i.value ON CONFLICT DO NOTHING RETURNING kind, user_id AS id`;
  const stored = new Set(added.map(({ kind, id }) => `${kind} ${id}`));
  return drafts.flatMap(({ kind, id }) => (stored.has(`${kind} ${id}`) ? [] : [[id, kind]]));
}

/** Returns the accounts one of whose identities was in use. */
async function addIdentities(db: Sql, accounts: readonly ImportedAccount[]): Promise<[string, Clash][]> {
  const drafts = accounts.flatMap(({ id, createdAt, identities }) =>
    identities.map(({ provider, subject }) => ({ provider, subject, id, createdAt })),
  );
  if (drafts.length === 0) return [];
  const added = await db.$queryRaw<{ provider: string; id: string }[]>`
    INSERT INTO identity (provider, subject, user_id, created_at)
    SELECT i.provider, i.subject, i.user_id, i.created_at FROM unnest(
      ${drafts.map(({ provider }) => provider)}::text[], ${drafts.map(({ subject }) => subject)}::text[],
      ${drafts.map(({ id }) => id)}::text[], ${drafts.map(({ createdAt }) => createdAt)}::timestamptz[])
      AS i (provider, subject, user_id, created_at)
    ORDER BY i.provider, i.subject ON CONFLICT DO NOTHING RETURNING provider, user_id AS id`;
  const stored = new Set(added.map(({ provider, id }) => `${provider} ${id}`));
  return drafts.flatMap(({ provider, id }) => (stored.has(`${provider} ${id}`) ? [] : [[id, 'IDENTITY']]));
}

async function addPasswords(db: Sql, accounts: readonly ImportedAccount[]): Promise<void> {
  const drafts = accounts.flatMap(({ id, createdAt, passwordHash: hash }) =>
    hash === null ? [] : [{ id, createdAt, hash }],
  );
  if (drafts.length === 0) return;
  await db.$executeRaw`
    INSERT INTO password_credential (user_id, hash, changed_at)
    SELECT p.user_id, p.hash, p.changed_at FROM unnest(
      ${drafts.map(({ id }) => id)}::text[], ${drafts.map(({ hash }) => hash)}::text[],
      ${drafts.map(({ createdAt }) => createdAt)}::timestamptz[]) AS p (user_id, hash, changed_at)`;
}
