import { z } from 'zod';
import {
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { Order } from '../../repository/index.ts';
import { announceStock } from '../stock/announce-stock.ts';
import { signalOrder } from './announce-order.ts';
import { beginOrder, type PlacingRefusal } from './begin-order.ts';
import { askForFunds, noteFunds } from './fund-order.ts';
import { idInput } from './order-input.ts';
import { orderSaga } from './order-saga.ts';

const INPUT = z.object({
  idempotencyKey,
  payWith: z.enum(['WALLET', 'PAYMENT']),
  walletAccountId: idInput.nullish(),
  paymentMethodId: idInput.nullish(),
  returnUrl: z
    .url({ protocol: /^https?$/, error: 'The address begins with https:// or http://.' })
    .max(2_000)
    .nullish(),
  expectedTotal: z.object({
    amount: z.bigint().min(0n, 'A total is not negative.'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.'),
  }),
});

/** Why an order is not placed, or not paid. */
export type OrderRefusal =
  | InvalidInput
  | PlacingRefusal
  | RefusalOf<'NotFound' | 'PaymentDeclined'>
  | (RefusalOf<'InsufficientFunds'> & { readonly available: { readonly amount: bigint; readonly currency: string } });

/** Orders move money: their keys are kept for as long as those of wallet. */
const RETENTION_DAYS = 30;

type Needs = Pick<
  CommerceContext,
  'caller' | 'now' | 'repository' | 'ask' | 'streams' | 'signals' | 'taxesOf' | 'settings'
>;

/**
 * Orders what is in the cart of the viewer. Stock is reserved with the order; then its money is, as far as that is known before the
 * response. Where wallet or payments does not respond the order is pending, and its saga goes on.
 */
export async function placeOrder(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly orderId: string }, OrderRefusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...request } = parsed.value;
  const { amount, currency } = request.expectedTotal;
  const input = { ...request, expectedTotal: `${amount} ${currency}` };
  let variantIds: readonly string[] = [];
  const begun = await once(
    context,
    { scope: viewerId, operation: 'placeOrder', key, input, retentionDays: RETENTION_DAYS },
    (store) =>
      beginOrder(context, store, viewerId, request, (reserved) => {
        variantIds = reserved;
      }),
  );
  if (!begun.ok) return begun;
  await announceStock(context.signals, variantIds);
  const order = await fund(context, begun.value.orderId);
  const refusal = order === null ? null : fundingRefusalOf(order);
  return refusal === null ? begun : { ...refuse(refusal), isReplay: begun.isReplay };
}

/** The order with what is known of its money; its saga asks again under the same key where that is nothing. */
async function fund(context: Needs, orderId: string): Promise<Order | null> {
  const { repository, ask, now } = context;
  const order = await repository.findOrder(orderId);
  if (order === null || order.state !== 'PENDING' || order.fundedAt !== null) return order;
  const outcome = await askForFunds(ask, order).catch(() => undefined);
  if (outcome !== undefined)
    await repository.transaction(async (store) => {
      // Steps lock their saga before the order, too.
      await store.wakeSaga(orderSaga, orderId, now());
      const locked = await store.lockOrder(orderId);
      if (locked !== null) await noteFunds(store, locked, outcome, now());
    });
  await signalOrder(context, orderId);
  return repository.findOrder(orderId);
}

/** What the buyer can do about an order that was not funded; null for one that was, or may be. */
function fundingRefusalOf({ failureCode, available, currency, payWith, fundedAt }: Order): OrderRefusal | null {
  if (failureCode === null || fundedAt !== null) return null;
  if (failureCode === 'InsufficientFunds')
    return {
      __typename: 'InsufficientFunds',
      message: 'There is not enough money in your wallet.',
      path: ['input', 'payWith'],
      available: { amount: available ?? 0n, currency },
    };
  if (failureCode === 'NotFound' && payWith === 'PAYMENT')
    return {
      __typename: 'NotFound',
      message: 'There is no such payment method of yours.',
      path: ['input', 'paymentMethodId'],
    };
  return { __typename: 'PaymentDeclined', message: 'The payment was declined.', path: ['input', 'payWith'] };
}
