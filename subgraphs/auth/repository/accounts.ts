import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';

/** What a person may do beyond the ordinary; the schema documents each. */
export type Role = 'NOTIFY' | 'FINANCE' | 'MODERATOR' | 'ADMIN';

/** An address to sign in with, in canonical form. */
export interface Identifier {
  readonly kind: 'EMAIL' | 'PHONE';
  readonly value: string;
}

/** A person's account with all that only the person and administrators may see. */
export interface Account {
  readonly id: string;
  readonly createdAt: Date;
  /** As `YYYY-MM-DD`. */
  readonly dateOfBirth: string | null;
  readonly roles: readonly Role[];
  readonly email: string | null;
  readonly emailVerifiedAt: Date | null;
  /** Since when mail servers refuse it for good. */
  readonly emailRefusedAt: Date | null;
  readonly phone: string | null;
  readonly phoneVerifiedAt: Date | null;
  /** Since when the person may not sign in; null when they may. */
  readonly suspendedAt: Date | null;
  readonly suspendedUntil: Date | null;
  readonly suspensionReason: string | null;
}

/** What is checked when somebody signs in by password. */
interface Credential {
  readonly userId: string;
  /** PHC string; null when the account has no password. */
  readonly passwordHash: string | null;
}

export interface AccountDraft {
  readonly id: string;
  readonly createdAt: Date;
  readonly dateOfBirth: string | null;
  readonly identifiers: readonly Identifier[];
  readonly passwordHash: string;
}

const kindsOf = (identifiers: readonly Identifier[]) => identifiers.map(({ kind }) => kind);
const valuesOf = (identifiers: readonly Identifier[]) => identifiers.map(({ value }) => value);

/** Accounts, their identifiers and passwords. */
export function createAccountStore(db: Prisma.TransactionClient) {
  return {
    /** In the order of `ids`; null for an id that nobody has. */
    async accounts(ids: readonly string[]): Promise<(Account | null)[]> {
      const rows = await db.$queryRaw<Account[]>`
        SELECT a.id, a.created_at AS "createdAt", to_char(a.date_of_birth, 'YYYY-MM-DD') AS "dateOfBirth", a.roles,
               e.value AS "email", e.verified_at AS "emailVerifiedAt", e.refused_at AS "emailRefusedAt", p.value AS "phone", p.verified_at AS "phoneVerifiedAt",
               a.suspended_at AS "suspendedAt", a.suspended_until AS "suspendedUntil", a.suspension_reason AS "suspensionReason"
        FROM account a
        LEFT JOIN identifier e ON e.user_id = a.id AND e.kind = 'EMAIL'
        LEFT JOIN identifier p ON p.user_id = a.id AND p.kind = 'PHONE'
        WHERE a.id = ANY(${[...ids]}::text[])`;
      return inOrderOf(ids, rows, (row) => row.id);
    },

    /**
     * Stores the account, in the caller's transaction, and returns null. Returns an identifier that is in use, with nothing
     * stored, when there is one. A user id that has an account comes with that account's identifiers.
     */
    async addAccount(account: AccountDraft): Promise<Identifier | null> {
      const { id, createdAt, dateOfBirth, identifiers, passwordHash } = account;
      // Waits for a repetition of the same registration.
      const isNew = await db.$executeRaw`
        INSERT INTO account (id, created_at, date_of_birth) VALUES (${id}, ${createdAt}, ${dateOfBirth}::date)
        ON CONFLICT DO NOTHING`;
      if (isNew === 0) return identifiers[0] ?? null;
      // Waits for another transaction that is adding the same one, so of two at once exactly one has it.
      const added = await db.$queryRaw<Pick<Identifier, 'kind'>[]>`
        INSERT INTO identifier (kind, value, user_id, created_at)
        SELECT i.kind, i.value, ${id}, ${createdAt}::timestamptz
        FROM unnest(${kindsOf(identifiers)}::text[], ${valuesOf(identifiers)}::text[]) AS i (kind, value)
        ON CONFLICT DO NOTHING RETURNING kind`;
      const clash = identifiers.find((identifier) => !added.some(({ kind }) => kind === identifier.kind));
      if (clash !== undefined) {
        await db.$executeRaw`DELETE FROM account WHERE id = ${id}`;
        return clash;
      }
      await db.$executeRaw`
        INSERT INTO password_credential (user_id, hash, changed_at) VALUES (${id}, ${passwordHash}, ${createdAt})`;
      return null;
    },

    /** Stores the person's date of birth, `YYYY-MM-DD`; false when there is one already, or no such person. */
    async addDateOfBirth(userId: string, dateOfBirth: string): Promise<boolean> {
      const { count } = await db.account.updateMany({
        where: { id: userId, dateOfBirth: null },
        data: { dateOfBirth: new Date(`${dateOfBirth}T00:00:00Z`) },
      });
      return count === 1;
    },

    /** Those of the identifiers that some account has. */
    async takenIdentifiers(identifiers: readonly Identifier[]): Promise<Identifier[]> {
      const taken = await db.$queryRaw<Identifier[]>`
        SELECT kind, value FROM identifier
        WHERE (kind, value) IN (SELECT * FROM unnest(${kindsOf(identifiers)}::text[], ${valuesOf(identifiers)}::text[]))`;
      return identifiers.filter((one) => taken.some(({ kind, value }) => kind === one.kind && value === one.value));
    },

    /** The password of the account with an identifier; null when nobody has the identifier. */
    async credentialOf({ kind, value }: Identifier): Promise<Credential | null> {
      const [row] = await db.$queryRaw<Credential[]>`
        SELECT i.user_id AS "userId", c.hash AS "passwordHash"
        FROM identifier i LEFT JOIN password_credential c ON c.user_id = i.user_id
        WHERE i.kind = ${kind} AND i.value = ${value}`;
      return row ?? null;
    },

    /** A person's password; null when there is none. */
    async passwordHash(userId: string): Promise<string | null> {
      const [row] = await db.$queryRaw<{ hash: string }[]>`
        SELECT hash FROM password_credential WHERE user_id = ${userId}`;
      return row?.hash ?? null;
    },

    /**
     * Whether the person's password is still the one with this hash. It then stays so until the transaction ends, so that
     * no session opened by the old password outlives a change of password.
     */
    async holdPassword(userId: string, hash: string): Promise<boolean> {
      const rows = await db.$queryRaw<unknown[]>`
        SELECT 1 FROM password_credential WHERE user_id = ${userId} AND hash = ${hash} FOR SHARE`;
      return rows.length === 1;
    },

    /** Stores another hash of the same password, if it still has hash `from`. */
    async rehashPassword(userId: string, from: string, to: string): Promise<void> {
      await db.$executeRaw`UPDATE password_credential SET hash = ${to} WHERE user_id = ${userId} AND hash = ${from}`;
    },

    /** Replaces the password if it is still the one with hash `from`; returns whether it was. */
    async replacePassword(userId: string, from: string, to: string, now: Date): Promise<boolean> {
      const { count } = await db.passwordCredential.updateMany({
        where: { userId, hash: from },
        data: { hash: to, changedAt: now },
      });
      return count === 1;
    },
  };
}
