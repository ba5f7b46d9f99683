import type { Connection, PageArguments } from '../../../../runtime/operations/connection.ts';
import { createPaging } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { TransactionFilter, WalletTransaction } from '../../repository/index.ts';

/** Which transactions a person wants to see. */
interface Query extends PageArguments {
  readonly accountId?: string | null | undefined;
  readonly kind?: TransactionFilter['kind'] | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly reference?: TransactionFilter['reference'] | undefined;
}

interface Needs extends Pick<WalletContext, 'caller' | 'accounts'> {
  readonly repository: Pick<WalletContext['repository'], 'accountsOf' | 'transactionPage'>;
}

const PAGING = createPaging({
  name: 'wallet.transactions',
  key: [cursorPart.text],
  keyOf: ({ id }: WalletTransaction) => [id],
});

/**
 * One page of the transactions of the viewer's accounts, or of an account that they may see.
 *
 * @throws a fault `BAD_USER_INPUT` for a page that cannot be.
 */
export async function listTransactions(
  { caller, accounts, repository }: Needs,
  { accountId, kind = null, from = null, to = null, reference = null, ...page }: Query,
): Promise<Connection<WalletTransaction>> {
  const viewerId = viewerOf(caller);
  const readIds = async (): Promise<readonly string[]> => {
    if (accountId == null) return (await repository.accountsOf([viewerId])).map(({ id }) => id);
    return (await accounts.load(accountId)) === null ? [] : [accountId];
  };
  const request = PAGING.parse(page);
  const rows = await repository.transactionPage(await readIds(), { kind, from, to, reference }, request);
  return PAGING.connect(request, rows);
}
