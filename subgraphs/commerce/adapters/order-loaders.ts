import { createCompleteLoader } from '../../../runtime/database/complete-loader.ts';
import type { OrderLoaders } from '../context.ts';
import type { CommerceRepository } from '../repository/index.ts';

/** The loaders of one answer about orders, scoped to its viewer; a visitor's id is empty. */
export const orderLoaders = (repository: CommerceRepository, viewerKey: string): OrderLoaders => ({
  orders: createCompleteLoader((ids) => repository.visibleOrders(viewerKey, ids)),
  partsOfOrders: createCompleteLoader((ids) => repository.partsOfOrders(ids)),
  linesOfOrders: createCompleteLoader((ids) => repository.linesOfOrders(ids)),
  eventsOfOrders: createCompleteLoader((ids) => repository.eventsOfOrders(ids)),
  orderHeads: createCompleteLoader(async (ids) => {
    const { sequences } = await repository.orderLog.heads(ids);
    return ids.map((id) => Number(sequences.get(id) ?? 0));
  }),
  fulfillmentsOfParts: createCompleteLoader((ids) => repository.fulfillmentsOfParts(ids)),
  refundsOfParts: createCompleteLoader((ids) => repository.refundsOfParts(ids)),
  invoicesOfParts: createCompleteLoader((ids) => repository.invoicesOfParts(ids)),
  orderRefunds: createCompleteLoader((ids) => repository.visibleRefunds(viewerKey, ids)),
  orderReturns: createCompleteLoader((ids) => repository.visibleReturns(viewerKey, ids)),
});
