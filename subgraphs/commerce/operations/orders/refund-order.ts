import { z } from 'zod';
import {
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { announceStock } from '../stock/announce-stock.ts';
import { signalOrder } from './announce-order.ts';
import { beginRefund } from './begin-refund.ts';
import type { OrderNeeds } from './fulfill-order.ts';
import { MAX_QUANTITY } from './max-quantity.ts';
import { idInput, reasonInput } from './order-input.ts';
import { type AmountTooLarge, amountTooLarge, type InvalidState, invalidState, roleIn } from './order-refusals.ts';
import { planRefund, restOfPart } from './plan-refund.ts';

const CLAIM = z.object({
  lineId: idInput,
  quantity: z.number().int().min(0, 'A quantity is not negative.').max(MAX_QUANTITY, 'A quantity is at most 999.'),
  amount: z.object({ amount: z.bigint().min(1n, 'An amount is more than 0.'), currency: z.string() }).nullish(),
});

const INPUT = z.object({
  orderId: idInput,
  lines: z
    .array(CLAIM)
    .min(1, 'Name at least one line.')
    .max(100, 'Name at most 100 lines.')
    .refine((claims) => new Set(claims.map(({ lineId }) => lineId)).size === claims.length, 'Name each line once.')
    .nullish(),
  reason: reasonInput.nullish(),
  restock: z.boolean().nullish(),
  idempotencyKey,
});

type Input = Omit<z.infer<typeof INPUT>, 'idempotencyKey'>;

type Ids = { readonly orderId: string; readonly refundId: string };

type Refusal = InvalidInput | NotFound | InvalidState | AmountTooLarge | RefusalOf<'NotPermitted' | 'CurrencyMismatch'>;

/** Money moves: keys are kept for as long as those of wallet. */
const RETENTION_DAYS = 30;

/** Has the seller give back the money of lines of their part; of all that is left of it where none is named. */
export async function refundOrder(
  needs: OrderNeeds,
  raw: unknown,
): Promise<Replayable<Ids, Refusal | IdempotencyRefusal>> {
  const scope = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const plain = JSON.parse(JSON.stringify(input, (_, value) => (typeof value === 'bigint' ? value.toString() : value)));
  const call = { scope, operation: 'refundOrder', key, input: plain, retentionDays: RETENTION_DAYS } as const;
  let variantIds: readonly string[] = [];
  const result = await once(needs, call, (store: CommerceStore) =>
    refundLines(store, scope, input, needs.now(), (restocked) => {
      variantIds = restocked;
    }),
  );
  if (result.ok && !result.isReplay)
    await Promise.all([signalOrder(needs, input.orderId), announceStock(needs.signals, variantIds)]);
  return result;
}

async function refundLines(
  store: CommerceStore,
  viewerId: string,
  { orderId, lines, reason = null, restock }: Input,
  now: Date,
  onRestocked: (variantIds: readonly string[]) => void,
): Promise<Result<Ids, Refusal>> {
  const whole = await store.lockWholeOrder(orderId);
  const role = whole === null ? null : roleIn(whole, viewerId);
  if (whole === null || role === null) return notFound('There is no such order of yours.', 'orderId');
  if (role.kind === 'BUYER')
    return refuse({
      __typename: 'NotPermitted',
      message: 'Cancel the order, or ask to return what you have received.',
      path: ['input', 'orderId'],
    });
  const { part } = role;
  const { order } = whole;
  if (order.paidAt === null || part.state === 'CANCELLED' || part.state === 'REFUNDED')
    return invalidState('There is nothing to refund.', part.state, REFUNDABLE, 'orderId');
  if (lines?.some(({ amount }) => amount != null && amount.currency !== order.currency))
    return refuse({
      __typename: 'CurrencyMismatch',
      message: `This order is in ${order.currency}.`,
      path: ['input', 'lines'],
    });
  const claims = lines?.map(({ amount, ...units }) => ({ ...units, amount: amount?.amount ?? null }));
  const plan = planRefund(part, whole.lines, claims ?? restOfPart(whole.lines, part.id), restock ?? false);
  const left = { amount: part.total - part.refundTotal, currency: order.currency };
  if ('tooLarge' in plan)
    return amountTooLarge('This line has not so much left.', { ...left, amount: plan.tooLarge.available }, 'lines');
  const amount = lines == null ? left.amount : plan.amount;
  if (amount <= 0n || amount > left.amount)
    return amountTooLarge('There is not so much left to refund.', left, 'lines');
  const refundId = await beginRefund(store, whole, part, { ...plan, amount }, { kind: 'REFUND', reason }, now);
  if (restock) onRestocked(whole.lines.map(({ variantId }) => variantId));
  return done({ orderId, refundId });
}

const REFUNDABLE = ['CONFIRMED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'DELIVERED', 'COMPLETED', 'PARTIALLY_REFUNDED'];
