import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { isVisibleTo, type LedgerViewer } from '../accounts/accounts.ts';
import { HOLD_COLUMNS, type Hold } from './hold.ts';

const NEWEST_FIRST: ListOrder = { by: [['h.id', 'text']], direction: 'DESC' };

/** What is read of holds. */
export const createHoldStore = (db: Pick<Sql, '$queryRaw'>) => ({
  /** Holds on accounts that a viewer may see, in the order of the ids; null for others. */
  async visibleHolds(viewer: LedgerViewer, ids: readonly string[]): Promise<(Hold | null)[]> {
    const rows = await db.$queryRaw<Hold[]>`
      SELECT ${HOLD_COLUMNS} FROM hold AS h JOIN account AS a ON a.id = h.account_id
      WHERE h.id = ANY(${[...ids]}::text[]) AND ${isVisibleTo(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** One page of the holds on an account, newest first. */
  async holdPage(
    accountId: string,
    state: Hold['state'] | null,
    page: PageRequest<readonly [string]>,
  ): Promise<Hold[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return await db.$queryRaw<Hold[]>`
      SELECT ${HOLD_COLUMNS} FROM hold AS h JOIN account AS a ON a.id = h.account_id
      WHERE h.account_id = ${accountId} AND ${beyond} AND (${state}::text IS NULL OR h.state = ${state}) ${order}`;
  },
});
