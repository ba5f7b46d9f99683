import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { Withdrawal } from '../../repository/index.ts';

const PAGING = createPaging({
  name: 'wallet.withdrawals',
  key: [cursorPart.text],
  keyOf: ({ id }: Pick<Withdrawal, 'id'>) => [id],
});

interface Needs extends Pick<WalletContext, 'caller'> {
  readonly repository: Pick<WalletContext['repository'], 'withdrawalsOf'>;
}

/** A page of the withdrawals of the viewer, newest first. @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
export function listWithdrawals(
  { caller, repository }: Needs,
  { state, ...page }: PageArguments & { readonly state?: Withdrawal['state'] | null | undefined },
): Promise<Connection<Withdrawal>> {
  const viewerId = viewerOf(caller);
  return PAGING.read(page, async (request) => repository.withdrawalsOf(viewerId, state ?? null, request));
}
