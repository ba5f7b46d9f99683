import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { WalletContext } from '../../context.ts';
import type { LedgerAdjustment } from '../../repository/index.ts';
import { requireFinance } from './require-finance.ts';

/** Which adjustments a person wants to see. */
interface Query extends PageArguments {
  readonly state?: LedgerAdjustment['state'] | null | undefined;
}

interface Needs extends Pick<WalletContext, 'caller'> {
  readonly repository: Pick<WalletContext['repository'], 'adjustmentPage'>;
}

const PAGING = createPaging({
  name: 'wallet.adjustments',
  key: [cursorPart.text],
  keyOf: ({ id }: LedgerAdjustment) => [id],
});

/**
 * One page of the corrections of the ledger.
 *
 * @throws a fault `FORBIDDEN` without the scope `finance`, `BAD_USER_INPUT` for a page that cannot be.
 */
export function listAdjustments(
  { caller, repository }: Needs,
  { state = null, ...page }: Query,
): Promise<Connection<LedgerAdjustment>> {
  requireFinance(caller);
  return PAGING.read(page, (request) => repository.adjustmentPage(state, request));
}
