import type { CommerceContext } from '../../context.ts';
import type { Order, OrderPart } from '../../repository/index.ts';

/** Whether the viewer has ordered it. */
export const isBuyer = (
  { buyerId }: Pick<Order, 'buyerId'>,
  { viewerKey }: Pick<CommerceContext, 'viewerKey'>,
): boolean => buyerId !== null && buyerId === viewerKey;

/** The parts of an order that the viewer may see: buyers all, sellers their own. */
export async function visibleParts(order: Order, context: CommerceContext): Promise<readonly OrderPart[]> {
  const parts = await context.partsOfOrders.load(order.id);
  return isBuyer(order, context) ? parts : parts.filter(({ sellerId }) => sellerId === context.viewerKey);
}

/** Adds up an amount of each of some parts. */
export const sumOf =
  (parts: readonly OrderPart[]) =>
  (pick: (part: OrderPart) => bigint): bigint =>
    parts.reduce((total, part) => total + pick(part), 0n);
