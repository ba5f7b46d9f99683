import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { Hold } from '../../repository/index.ts';

/** Which holds a person wants to see. */
interface Query extends PageArguments {
  readonly accountId: string;
  readonly state?: Hold['state'] | null | undefined;
}

interface Needs extends Pick<WalletContext, 'caller' | 'accounts'> {
  readonly repository: Pick<WalletContext['repository'], 'holdPage'>;
}

const PAGING = createPaging({ name: 'wallet.holds', key: [cursorPart.text], keyOf: ({ id }: Hold) => [id] });

/**
 * One page of the holds on an account that the viewer may see; empty for others.
 *
 * @throws a fault `BAD_USER_INPUT` for a page that cannot be.
 */
export async function listHolds(
  { caller, accounts, repository }: Needs,
  { accountId, state = null, ...page }: Query,
): Promise<Connection<Hold>> {
  viewerOf(caller);
  const request = PAGING.parse(page);
  const account = await accounts.load(accountId);
  return PAGING.connect(request, account === null ? [] : await repository.holdPage(accountId, state, request));
}
