import type { IdempotencyRefusal, Replayable } from '../../../runtime/idempotency/once.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import type { CommerceContext } from '../context.ts';
import type { MutationResolvers } from '../generated.ts';
import { cancelOrder } from '../operations/orders/cancel-order.ts';
import { confirmDelivery, fulfillOrder } from '../operations/orders/fulfill-order.ts';
import { placeOrder } from '../operations/orders/place-order.ts';
import { refundOrder } from '../operations/orders/refund-order.ts';
import { approveReturn, receiveReturn, rejectReturn } from '../operations/returns/decide-return.ts';
import { requestReturn } from '../operations/returns/request-return.ts';

async function orderPayload<Refusal>(context: CommerceContext, result: Result<{ readonly orderId: string }, Refusal>) {
  if (!result.ok) return { order: null, errors: [result.refusal] };
  return { order: await context.orders.load(result.value.orderId), errors: [] };
}

async function returnPayload<Refusal>(
  context: CommerceContext,
  result: Result<{ readonly returnId: string }, Refusal>,
) {
  if (!result.ok) return { return: null, errors: [result.refusal] };
  context.orderReturns.clear(result.value.returnId);
  return { return: await context.orderReturns.load(result.value.returnId), errors: [] };
}

/** The payload of a mutation that is safe to repeat. */
async function replayablePayload<Ids extends { readonly orderId: string }, Refusal>(
  context: CommerceContext,
  result: Replayable<Ids, Refusal | IdempotencyRefusal>,
) {
  return { ...(await orderPayload(context, result)), isReplay: result.isReplay };
}

export const orderMutations: Pick<
  MutationResolvers,
  | 'placeOrder'
  | 'cancelOrder'
  | 'fulfillOrder'
  | 'confirmDelivery'
  | 'refundOrder'
  | 'requestReturn'
  | 'approveReturn'
  | 'rejectReturn'
  | 'receiveReturn'
> = {
  async placeOrder(_, { input }, context) {
    const payload = await replayablePayload(context, await placeOrder(context, input));
    const paymentId = payload.order?.paymentId ?? null;
    return { ...payload, payment: paymentId === null ? null : { id: paymentId } };
  },
  cancelOrder: async (_, { input }, context) => orderPayload(context, await cancelOrder(context, input)),
  fulfillOrder: async (_, { input }, context) => orderPayload(context, await fulfillOrder(context, input)),
  confirmDelivery: async (_, { input }, context) => orderPayload(context, await confirmDelivery(context, input)),
  async refundOrder(_, { input }, context) {
    const result = await refundOrder(context, input);
    const payload = await replayablePayload(context, result);
    return { ...payload, refund: result.ok ? await context.orderRefunds.load(result.value.refundId) : null };
  },
  requestReturn: async (_, { input }, context) => returnPayload(context, await requestReturn(context, input)),
  approveReturn: async (_, { input }, context) => returnPayload(context, await approveReturn(context, input)),
  rejectReturn: async (_, { input }, context) => returnPayload(context, await rejectReturn(context, input)),
  receiveReturn: async (_, { input }, context) => returnPayload(context, await receiveReturn(context, input)),
};
