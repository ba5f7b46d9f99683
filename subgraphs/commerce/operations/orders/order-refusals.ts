import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { OrderPart } from '../../repository/index.ts';
import type { LockedOrder } from './begin-refund.ts';

/** The refusal of a step for which an order or a part is not in the right state. */
export type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

/** Refuses what only other states permit. `path` is below `input`. */
export const invalidState = (message: string, from: string, allowed: readonly string[], ...path: string[]) =>
  refuse<InvalidState>({ __typename: 'InvalidState', message, path: ['input', ...path], from, allowed });

/** The refusal of an amount that is more than what is left. */
export type AmountTooLarge = RefusalOf<'AmountTooLarge'> & {
  readonly available: { readonly amount: bigint; readonly currency: string };
};

/** Refuses more than what is left. `path` is below `input`. */
export const amountTooLarge = (message: string, available: AmountTooLarge['available'], ...path: string[]) =>
  refuse<AmountTooLarge>({ __typename: 'AmountTooLarge', message, path: ['input', ...path], available });

/** What a person is in an order: its buyer, the seller of one of its parts, or neither. */
export function roleIn(
  { order, parts }: Pick<LockedOrder, 'order' | 'parts'>,
  viewerId: string,
): { readonly kind: 'BUYER' } | { readonly kind: 'SELLER'; readonly part: OrderPart } | null {
  if (order.buyerId === viewerId) return { kind: 'BUYER' };
  const part = parts.find(({ sellerId }) => sellerId === viewerId);
  return part === undefined || order.stock !== 'SOLD' ? null : { kind: 'SELLER', part };
}
