import type { OrderState } from '../../repository/index.ts';

/** States of the progress of a part, in their order. */
const PROGRESS = ['PENDING', 'CONFIRMED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'DELIVERED', 'COMPLETED'] as const;

type Progress = (typeof PROGRESS)[number];

const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  PENDING: ['CONFIRMED', 'CANCELLED', 'EXPIRED'],
  CONFIRMED: ['PARTIALLY_FULFILLED', 'FULFILLED', 'CANCELLED', 'REFUNDED'],
  PARTIALLY_FULFILLED: ['FULFILLED', 'REFUNDED'],
  FULFILLED: ['DELIVERED', 'COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  DELIVERED: ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  COMPLETED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['REFUNDED'],
  CANCELLED: [],
  EXPIRED: [],
  REFUNDED: [],
};

/** The states that an order or a part may enter next, in the order in which they are likely. */
export const nextStatesOf = (state: OrderState): readonly OrderState[] => NEXT[state];

/** Where an order stands whose money is captured, by its parts. */
interface PartProgress {
  readonly state: OrderState;
  readonly total: bigint;
  readonly refunded: bigint;
}

/** Units of the lines of a part; refunded ones need not be sent. */
interface LineProgress {
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly refundedQuantity: number;
}

/** Whether every unit of a line is sent, or refunded before. */
const isLineSettled = ({ quantity, fulfilledQuantity, refundedQuantity }: LineProgress): boolean =>
  fulfilledQuantity + refundedQuantity >= quantity;

/** The state of a part that is not delivered yet, by what was sent of it. */
export function fulfilmentStateOf(lines: readonly LineProgress[]): OrderState {
  const isSent = lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0);
  if (!isSent) return 'CONFIRMED';
  return lines.every(isLineSettled) ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
}

const isProgress = (state: OrderState): state is Progress => PROGRESS.some((one) => one === state);

/** The state of a confirmed order: that of the part that is least far, save for those that are over. */
export function stateOfOrder(parts: readonly PartProgress[]): OrderState {
  const refunded = parts.reduce((sum, part) => sum + part.refunded, 0n);
  const total = parts.reduce((sum, part) => sum + part.total, 0n);
  const states = parts.map(({ state }) => state);
  if (states.every((state) => state === 'CANCELLED')) return 'CANCELLED';
  if (total > 0n && refunded >= total) return 'REFUNDED';
  const positions = states.flatMap((state) => {
    if (state === 'PARTIALLY_REFUNDED') return [PROGRESS.indexOf('DELIVERED')];
    return isProgress(state) ? [PROGRESS.indexOf(state)] : [];
  });
  const least = PROGRESS[Math.min(...positions)] ?? 'COMPLETED';
  const isSent = states.some((state) => isProgress(state) && PROGRESS.indexOf(state) > PROGRESS.indexOf('CONFIRMED'));
  const progress = least === 'CONFIRMED' && isSent ? 'PARTIALLY_FULFILLED' : least;
  const isOver = progress === 'DELIVERED' || progress === 'COMPLETED';
  return isOver && refunded > 0n ? 'PARTIALLY_REFUNDED' : progress;
}
