import type { Sql } from '../../../runtime/database/database.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { MethodDetails } from '../provider/provider-payment.ts';
import type { MethodDraft, MethodUse, SavedMethod } from './saved-method.ts';

/** Most methods of one use that a person saves with one provider. */
const MAX_METHODS = 20;

type MethodRow = Omit<SavedMethod, 'details'> & MethodDetails;

const TABLES: Readonly<Record<MethodUse, SqlFragment>> = { payment: sql`payment_method`, payout: sql`payout_method` };
const CURRENCY: Readonly<Record<MethodUse, SqlFragment>> = { payment: sql`NULL::text`, payout: sql`currency` };

const columnsOf = (use: MethodUse): SqlFragment => sql`
  id, owner_id AS "ownerId", provider, provider_ref AS "providerRef", kind, brand, last4, expiry_month AS "expiryMonth",
  expiry_year AS "expiryYear", ${CURRENCY[use]} AS currency, is_default AS "isDefault", created_at AS "createdAt"`;

const toMethod = ({ kind, brand, last4, expiryMonth, expiryYear, ...row }: MethodRow): SavedMethod => ({
  ...row,
  details: { kind, brand, last4, expiryMonth, expiryYear },
});

/** Saved methods of people. Whoever changes those of a person has locked the customer. */
export const createSavedMethodStore = (db: Sql) => ({
  /** Methods that a person has saved with a provider, the default one first, then the latest. */
  async methodsOf(use: MethodUse, ownerId: string, provider: string): Promise<SavedMethod[]> {
    const rows = await db.$queryRaw<MethodRow[]>`
      SELECT ${columnsOf(use)} FROM ${TABLES[use]} WHERE owner_id = ${ownerId} AND provider = ${provider}
      ORDER BY is_default DESC, id DESC LIMIT ${MAX_METHODS}::int`;
    return rows.map(toMethod);
  },

  /** Methods of the person in the order of the ids, null for those of others. One statement. */
  async ownMethods(use: MethodUse, ownerId: string, ids: readonly string[]): Promise<(SavedMethod | null)[]> {
    const rows = await db.$queryRaw<MethodRow[]>`
      SELECT ${columnsOf(use)} FROM ${TABLES[use]} WHERE id = ANY (${[...ids]}) AND owner_id = ${ownerId}`;
    return inOrderOf(ids, rows.map(toMethod), ({ id }) => id);
  },

  /** The method that the provider names so; null when the person has not saved it. */
  async findMethodByRef(use: MethodUse, { ownerId, provider, providerRef }: MethodDraft): Promise<SavedMethod | null> {
    const [row] = await db.$queryRaw<MethodRow[]>`
      SELECT ${columnsOf(use)} FROM ${TABLES[use]}
      WHERE owner_id = ${ownerId} AND provider = ${provider} AND provider_ref = ${providerRef}`;
    return row === undefined ? null : toMethod(row);
  },

  async addMethod(use: MethodUse, draft: MethodDraft): Promise<void> {
    const { details } = draft;
    const columns = use === 'payout' ? sql`, currency` : sql``;
    const values = use === 'payout' ? sql`, ${draft.currency}` : sql``;
    await db.$executeRaw`
      INSERT INTO ${TABLES[use]} (id, owner_id, provider, provider_ref, kind, brand, last4, expiry_month, expiry_year,
        created_at ${columns})
      VALUES (${draft.id}, ${draft.ownerId}, ${draft.provider}, ${draft.providerRef}, ${details.kind}, ${details.brand},
        ${details.last4}, ${details.expiryMonth}::int, ${details.expiryYear}::int, ${draft.createdAt} ${values})`;
  },

  /** Has a method proposed first, instead of any other; the latest one of the provider where `id` is null. */
  async setDefaultMethod(
    use: MethodUse,
    { ownerId, provider, id }: Pick<SavedMethod, 'ownerId' | 'provider'> & { readonly id: string | null },
  ): Promise<void> {
    await db.$executeRaw`UPDATE ${TABLES[use]} SET is_default = FALSE WHERE owner_id = ${ownerId} AND is_default`;
    await db.$executeRaw`
      UPDATE ${TABLES[use]} SET is_default = TRUE WHERE id = (
        SELECT id FROM ${TABLES[use]}
        WHERE owner_id = ${ownerId} AND provider = ${provider} AND (${id}::text IS NULL OR id = ${id})
        ORDER BY id DESC LIMIT 1)`;
  },

  /** Null: the person has no such method. */
  async removeMethod(use: MethodUse, ownerId: string, id: string): Promise<SavedMethod | null> {
    const [row] = await db.$queryRaw<MethodRow[]>`
      DELETE FROM ${TABLES[use]} WHERE id = ${id} AND owner_id = ${ownerId} RETURNING ${columnsOf(use)}`;
    return row === undefined ? null : toMethod(row);
  },
});
