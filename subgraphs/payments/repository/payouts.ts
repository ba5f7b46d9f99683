import type { Sql } from '../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { MethodDetails } from '../provider/provider-payment.ts';
import type { DomainReference, PaymentViewer } from './payments.ts';

/** Money on its way to a person. */
export interface PayoutTransfer {
  readonly id: string;
  /** Null for who has deleted their account. */
  readonly payeeId: string | null;
  /** In minor units of the currency. */
  readonly amount: bigint;
  readonly currency: string;
  readonly state: 'CREATED' | 'SUBMITTED' | 'PAID' | 'FAILED';
  /** What may be shown of the method, as it was then. */
  readonly method: MethodDetails | null;
  readonly methodToken: string;
  readonly customerRef: string | null;
  readonly domain: string;
  readonly referenceType: string;
  readonly referenceId: string;
  readonly provider: string;
  readonly providerRef: string | null;
  readonly failureCode: string | null;
  /** Whether it was PAID before it failed. */
  readonly wasPaid: boolean;
  readonly arrivalDate: Date | null;
  /** The provider's time of the newest state that was applied. */
  readonly providerAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A payout that is about to begin. */
export type PayoutDraft = Omit<
  PayoutTransfer,
  'state' | 'providerRef' | 'failureCode' | 'wasPaid' | 'arrivalDate' | 'providerAt' | 'updatedAt'
>;

const COLUMNS: SqlFragment = sql`
  t.id, t.payee_id AS "payeeId", t.amount, t.currency, t.state, t.method, t.method_token AS "methodToken",
  t.customer_ref AS "customerRef", t.domain, t.reference_type AS "referenceType", t.reference_id AS "referenceId",
  t.provider, t.provider_ref AS "providerRef", t.failure_code AS "failureCode", t.was_paid AS "wasPaid",
  t.arrival_date AS "arrivalDate", t.provider_at AS "providerAt", t.created_at AS "createdAt", t.updated_at AS "updatedAt"`;

const NEWEST_FIRST: ListOrder = { by: [['t.id', 'text']], direction: 'DESC' };

/** Payouts to people. */
export const createPayoutStore = (db: Sql) => ({
  /** Payouts that the viewer may see, in the order of the ids. One statement. */
  async visiblePayouts({ id, seesAll }: PaymentViewer, ids: readonly string[]): Promise<(PayoutTransfer | null)[]> {
    const rows = await db.$queryRaw<PayoutTransfer[]>`
      SELECT ${COLUMNS} FROM payout_transfer t WHERE t.id = ANY (${[...ids]}) AND (${seesAll}::bool OR t.payee_id = ${id})`;
    return inOrderOf(ids, rows, (payout) => payout.id);
  },

  /** One page of a person's payouts, latest first. */
  async ownPayouts(
    payeeId: string,
    state: PayoutTransfer['state'] | null,
    page: PageRequest<readonly [string]>,
  ): Promise<PayoutTransfer[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return await db.$queryRaw<PayoutTransfer[]>`
      SELECT ${COLUMNS} FROM payout_transfer t
      WHERE t.payee_id = ${payeeId} AND ${beyond} AND (${state}::text IS NULL OR t.state = ${state}) ${order}`;
  },

  async findPayout(id: string): Promise<PayoutTransfer | null> {
    const [row] = await db.$queryRaw<PayoutTransfer[]>`SELECT ${COLUMNS} FROM payout_transfer t WHERE t.id = ${id}`;
    return row ?? null;
  },

  /** The latest payout for a thing of a domain. */
  async findPayoutFor({ domain, type, id }: DomainReference): Promise<PayoutTransfer | null> {
    const [row] = await db.$queryRaw<PayoutTransfer[]>`
      SELECT ${COLUMNS} FROM payout_transfer t
      WHERE t.domain = ${domain} AND t.reference_type = ${type} AND t.reference_id = ${id} ORDER BY t.id DESC LIMIT 1`;
    return row ?? null;
  },

  /** Id of the payout that the provider names so, or that has our id; null when there is none. */
  async findPayoutId(provider: string, providerRef: string, payoutId: string | null): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM payout_transfer
      WHERE provider = ${provider} AND (provider_ref = ${providerRef} OR id = ${payoutId}::text) LIMIT 1`;
    return row?.id ?? null;
  },

  /** False, and nothing is stored, when the thing has a payout that has not failed. */
  async addPayout(draft: PayoutDraft): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO payout_transfer (id, payee_id, amount, currency, state, method, method_token, customer_ref, domain,
        reference_type, reference_id, provider, created_at, updated_at)
      VALUES (${draft.id}, ${draft.payeeId}, ${draft.amount}::bigint, ${draft.currency}, 'CREATED',
        ${draft.method === null ? null : JSON.stringify(draft.method)}::jsonb, ${draft.methodToken}, ${draft.customerRef},
        ${draft.domain}, ${draft.referenceType}, ${draft.referenceId}, ${draft.provider}, ${draft.createdAt},
        ${draft.createdAt})
      ON CONFLICT DO NOTHING`;
    return added === 1;
  },

  /** Makes others who change the payout wait until the transaction ends. */
  async lockPayout(id: string): Promise<PayoutTransfer | null> {
    const [row] = await db.$queryRaw<PayoutTransfer[]>`
      SELECT ${COLUMNS} FROM payout_transfer t WHERE t.id = ${id} FOR UPDATE`;
    return row ?? null;
  },

  /** Stores what may change of a payout that this transaction has locked. */
  async storePayout(payout: PayoutTransfer): Promise<void> {
    await db.$executeRaw`
      UPDATE payout_transfer SET state = ${payout.state}, provider_ref = ${payout.providerRef},
        failure_code = ${payout.failureCode}, was_paid = ${payout.wasPaid}, arrival_date = ${payout.arrivalDate}::date,
        provider_at = ${payout.providerAt}, updated_at = ${payout.updatedAt}
      WHERE id = ${payout.id}`;
  },

  /** Ids of payouts of a provider on their way about which it was not asked since an instant; each is due again after another such time. */
  async claimUnsettledPayouts(provider: string, since: Date, now: Date, limit: number): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE payout_transfer SET checked_at = ${now} WHERE id IN (
        SELECT id FROM payout_transfer
        WHERE state IN ('CREATED', 'SUBMITTED') AND provider = ${provider} AND updated_at < ${since}
          AND (checked_at IS NULL OR checked_at < ${since})
        ORDER BY updated_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)
      RETURNING id`;
    return rows.map(({ id }) => id);
  },
});
