import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';

/** Each change of an order of which the viewer is buyer or seller, after a cursor. @throws a fault `NOT_FOUND` for those of others. */
export async function followOrder(
  {
    caller,
    orders,
    streams,
    repository,
  }: Pick<CommerceContext, 'caller' | 'orders' | 'streams'> & {
    readonly repository: Pick<CommerceContext['repository'], 'orderLog'>;
  },
  orderId: string,
  after: string | null | undefined,
) {
  const viewerId = viewerOf(caller);
  if ((await orders.load(orderId)) === null) throw fault('NOT_FOUND', 'There is no such order of yours.');
  return streams.follow(repository.orderLog, orderId, viewerId, after);
}

/** Each order in which something of the viewer was sold, after a cursor. */
export function followSales(
  {
    caller,
    streams,
    repository,
  }: Pick<CommerceContext, 'caller' | 'streams'> & {
    readonly repository: Pick<CommerceContext['repository'], 'salesLog'>;
  },
  after: string | null | undefined,
) {
  const viewerId = viewerOf(caller);
  return streams.follow(repository.salesLog, viewerId, viewerId, after);
}
