import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { BalanceEvent, WalletContext } from '../../context.ts';

interface Needs extends Pick<WalletContext, 'caller' | 'streams' | 'accounts'> {
  readonly repository: Pick<WalletContext['repository'], 'balanceLog'>;
}

/**
 * The log of an account of the viewer, after a cursor or from now on.
 *
 * @throws a fault `NOT_FOUND` for an account that is not theirs, `BAD_USER_INPUT` for a cursor of another account.
 */
export async function followAccount(
  { caller, streams, accounts, repository }: Needs,
  accountId: string,
  after: string | null | undefined,
): Promise<AsyncIterableIterator<BalanceEvent>> {
  const viewerId = viewerOf(caller);
  const account = await accounts.load(accountId);
  if (account?.ownerId !== viewerId) throw fault('NOT_FOUND', 'There is no such account of yours.');
  return streams.follow(repository.balanceLog, accountId, viewerId, after);
}
