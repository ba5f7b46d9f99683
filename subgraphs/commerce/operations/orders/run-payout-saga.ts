import { handleSaga, type StepOutcome, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import { orderPartClosed, payoutReleased } from '../../events.ts';
import type { CommerceStore, OrderPart } from '../../repository/index.ts';
import { logOrder, partFactOf, signalOrder } from './announce-order.ts';
import { lockSubject } from './end-order.ts';
import type { MoneyOutcome } from './money-calls.ts';
import { ESCROW, moveOfOrder } from './order-moves.ts';
import { stateOfOrder } from './order-states.ts';
import { type PayoutSagaState, payoutSaga } from './payout-saga.ts';
import { payoutOf } from './refund-shares.ts';
import type { SagaNeeds } from './run-order-saga.ts';

type Outcome = StepOutcome<PayoutSagaState, object>;

/** What the sagas of payouts run on. */
export interface PayoutNeeds extends Omit<SagaNeeds, 'repository'> {
  readonly repository: { partsByIds(ids: readonly string[]): Promise<(OrderPart | null)[]> };
}

/** How long it waits for what has no time of its own: whoever changes that wakes the saga. */
const FAR_MS = 365 * 24 * 60 * 60 * 1_000;

const FEES = { system: 'FEES' } as const;

/** The steps of the payout of a part: once its time has come the amounts are fixed, and then moved, each once. */
export function runPayoutSaga(needs: PayoutNeeds): WorkHandler<CommerceStore> {
  const partOf = async (id: string): Promise<OrderPart> => {
    const [part] = await needs.repository.partsByIds([id]);
    if (part == null) throw new Error(`There is no part ${id}.`);
    return part;
  };
  const moving =
    (
      shareOf: (part: OrderPart) => { readonly amount: bigint; readonly to: { userId: string } | { system: string } },
      purpose: 'PAYOUT' | 'FEE',
    ) =>
    async ({ subject }: { readonly subject: string }): Promise<MoneyOutcome | null> => {
      const part = await partOf(subject);
      const { amount, to } = shareOf(part);
      if (amount === 0n) return null;
      const step = `${purpose}:${part.id}`;
      return moveOfOrder(needs.ask, { id: part.orderId, currency: part.currency }, { from: ESCROW, to, amount, step });
    };
  return handleSaga(payoutSaga, {
    now: needs.now,
    states: {
      WAITING: step({ run: (store: CommerceStore, { subject }) => fixPayout(store, subject, needs.now()) }),
      PAYOUT: step<CommerceStore, PayoutSagaState, object, MoneyOutcome | null>({
        call: moving(
          ({ payoutAmount: amount, sellerId }) => ({
            amount,
            to: sellerId === null ? { system: 'ESCROW:unclaimed' } : { userId: sellerId },
          }),
          'PAYOUT',
        ),
        async run(_store, { subject }, _sql, moved): Promise<Outcome> {
          requireMoved(moved, subject);
          return { next: 'PAYING_FEE' };
        },
      }),
      PAYING_FEE: step<CommerceStore, PayoutSagaState, object, MoneyOutcome | null>({
        call: moving(({ payoutFee: amount }) => ({ amount, to: FEES }), 'FEE'),
        async run(store, { subject }, _sql, moved): Promise<Outcome> {
          requireMoved(moved, subject);
          const orderId = await completePayout(store, subject, needs.now());
          return { next: 'ENDED', afterCommit: () => signalOrder(needs, orderId) };
        },
      }),
      ENDED: null,
    },
  });
}

/** @throws when wallet refuses what cannot be refused, so that the step is repeated and somebody looks at it. */
function requireMoved(moved: MoneyOutcome | null, partId: string): void {
  if (moved !== null && 'refusal' in moved) throw new Error(`The payout of ${partId} was refused: ${moved.refusal}.`);
}

/** Fixes what a seller is paid, once the time has come; from then on a refund has to be recovered from them. */
export async function fixPayout(store: CommerceStore, partId: string, now: Date): Promise<Outcome> {
  const part = await lockPart(store, partId);
  if (part.payout === 'NONE') return { next: 'ENDED' };
  if (part.releaseAt === null || (await store.hasOpenReturn(partId)))
    return { retryAt: new Date(now.getTime() + FAR_MS) };
  if (now < part.releaseAt) return { retryAt: part.releaseAt };
  const { amount, fee } = payoutOf(part.total, part.refundTotal, part.feeBasisPoints);
  await store.updatePart(partId, { payout: 'RELEASING', payoutAmount: amount, payoutFee: fee });
  return { next: 'PAYOUT' };
}

/** The part until the transaction ends: its order is locked, as by everything else that changes one of its parts. */
async function lockPart(store: CommerceStore, partId: string): Promise<OrderPart> {
  const [found] = await store.partsByIds([partId]);
  if (found == null) throw new Error(`There is no part ${partId}.`);
  await store.lockOrder(found.orderId);
  const [part] = await store.partsByIds([partId]);
  if (part == null) throw new Error(`There is no part ${partId}.`);
  return part;
}

async function completePayout(store: CommerceStore, id: string, now: Date): Promise<string> {
  const { orderId } = await lockPart(store, id);
  const { order, parts } = await lockSubject(store, orderId);
  const part = parts.find((one) => one.id === id);
  if (part === undefined) throw new Error(`There is no part ${id}.`);
  const state = part.refunded > 0n ? part.state : 'COMPLETED';
  const settled = { ...part, state: state === 'FULFILLED' || state === 'DELIVERED' ? 'COMPLETED' : state } as const;
  await store.updatePart(id, { payout: 'RELEASED', state: settled.state });
  await store.updateOrder(orderId, { state: stateOfOrder(parts.map((one) => (one.id === id ? settled : one))) });
  await store.addOrderEvents([{ orderId, partId: id, kind: 'PAID_OUT' }], now);
  const amount = { amount: part.payoutAmount.toString(), currency: order.currency };
  await store.announce(payoutReleased, { ...partFactOf(order, part, now), ...amount }, now);
  await store.announce(orderPartClosed, partFactOf(order, part, now), now);
  await logOrder(store, orderId, now);
  return orderId;
}
