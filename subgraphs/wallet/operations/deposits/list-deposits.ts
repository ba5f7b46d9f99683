import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { Deposit } from '../../repository/index.ts';

const PAGING = createPaging({
  name: 'wallet.deposits',
  key: [cursorPart.text],
  keyOf: ({ id }: Pick<Deposit, 'id'>) => [id],
});

interface Needs extends Pick<WalletContext, 'caller'> {
  readonly repository: Pick<WalletContext['repository'], 'depositsOf'>;
}

/** A page of the deposits of the viewer, newest first. @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
export function listDeposits(
  { caller, repository }: Needs,
  { state, ...page }: PageArguments & { readonly state?: Deposit['state'] | null | undefined },
): Promise<Connection<Deposit>> {
  const viewerId = viewerOf(caller);
  return PAGING.read(page, async (request) => repository.depositsOf(viewerId, state ?? null, request));
}
