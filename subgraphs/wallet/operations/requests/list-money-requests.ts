import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { MoneyRequest } from '../../repository/index.ts';

const PAGING = createPaging({
  name: 'wallet.money-requests',
  key: [cursorPart.text],
  keyOf: ({ id }: Pick<MoneyRequest, 'id'>) => [id],
});

interface Needs extends Pick<WalletContext, 'caller'> {
  readonly repository: Pick<WalletContext['repository'], 'requestsOf'>;
}

/** Which requests a person wants to see. */
interface Query extends PageArguments {
  readonly direction?: 'RECEIVED' | 'SENT' | null | undefined;
  readonly state?: MoneyRequest['state'] | null | undefined;
}

/** A page of the requests to the viewer and by them, newest first. @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
export function listMoneyRequests(
  { caller, repository }: Needs,
  { direction = null, state = null, ...page }: Query,
): Promise<Connection<MoneyRequest>> {
  const viewerId = viewerOf(caller);
  return PAGING.read(page, async (request) => repository.requestsOf(viewerId, { direction, state }, request));
}
