import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { Role } from './accounts.ts';

/** That a person may not sign in. */
export interface Suspension {
  readonly since: Date;
  /** Null when the suspension is permanent. */
  readonly until: Date | null;
  /** Reason given by the administrator or moderator, shown to the user. */
  readonly reason: string;
  /** The moderation case that has suspended the user; absent for an administrator's suspension. */
  readonly caseId?: string;
}

const BY_ID: ListOrder = { by: [['id', 'text']], direction: 'DESC' };

/** What administrators do to accounts. */
export function createSuspensionStore(db: Prisma.TransactionClient) {
  return {
    /** The suspension that holds now; null when none does. Neither begins nor ends until the transaction does. */
    async holdSuspension(userId: string, now: Date): Promise<Suspension | null> {
      const [row] = await db.$queryRaw<Suspension[]>`
        SELECT suspended_at AS since, suspended_until AS until, suspension_reason AS reason FROM (
          SELECT * FROM account WHERE id = ${userId} FOR SHARE) held
        WHERE suspended_at IS NOT NULL AND (suspended_until IS NULL OR suspended_until > ${now})`;
      return row ?? null;
    },

    /** Suspends or, with null, restores; false when there is no such person. */
    async setSuspension(userId: string, suspension: Suspension | null): Promise<boolean> {
      const { count } = await db.account.updateMany({
        where: { id: userId },
        data: {
          suspendedAt: suspension?.since ?? null,
          suspendedUntil: suspension?.until ?? null,
          suspensionReason: suspension?.reason ?? null,
          suspensionCaseId: suspension?.caseId ?? null,
        },
      });
      return count === 1;
    },

    /** Lifts the suspension that a moderation case has made; false when another one, or none, holds. */
    async liftSuspensionOf(userId: string, caseId: string): Promise<boolean> {
      const lifted = await db.$executeRaw`
        UPDATE account
        SET suspended_at = NULL, suspended_until = NULL, suspension_reason = NULL, suspension_case_id = NULL
        WHERE id = ${userId} AND suspension_case_id = ${caseId}`;
      return lifted === 1;
    },

    /** Whether somebody else who is not suspended may decide cases of moderation. */
    async hasOtherModerator(userId: string, now: Date): Promise<boolean> {
      const [row] = await db.$queryRaw<{ found: boolean }[]>`
        SELECT EXISTS (
          SELECT FROM account WHERE id <> ${userId} AND roles && ARRAY['MODERATOR', 'ADMIN']
            AND (suspended_at IS NULL OR suspended_until <= ${now})) AS found`;
      return row?.found ?? false;
    },

    /** Grants or revokes a role; false when there is no such person. Idempotent. */
    async setRole(userId: string, role: Role, granted: boolean): Promise<boolean> {
      const changed = granted
        ? await db.$executeRaw`
            UPDATE account SET roles = array_append(array_remove(roles, ${role}), ${role}) WHERE id = ${userId}`
        : await db.$executeRaw`UPDATE account SET roles = array_remove(roles, ${role}) WHERE id = ${userId}`;
      return changed === 1;
    },

    /** Ids of a page of the persons with this id or an address that begins so, and with this role, latest first. */
    async searchAccounts(query: string, role: Role | null, page: PageRequest<readonly [string]>): Promise<string[]> {
      const prefix = `${query.replace(/[\\%_]/g, '\\$&')}%`;
      const isNamed =
        query === ''
          ? sql`TRUE`
          : sql`(id = ${query} OR id IN (SELECT user_id FROM identifier WHERE value LIKE ${prefix}))`;
      const hasRole = role === null ? sql`TRUE` : sql`${role} = ANY(roles)`;
      const { beyond, order } = pageClauses(BY_ID, page);
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM account
        WHERE ${isNamed} AND ${hasRole} AND ${beyond} ${order}`;
      return rows.map(({ id }) => id);
    },
  };
}
