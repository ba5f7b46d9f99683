import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/**
 * RECOVERING, RECOVERING_FEE: what was paid out before comes back into escrow. RETURNING: from there it goes to the buyer.
 * WAITING: for the provider of a card. CREDITING: to the buyer's wallet, where the card does not take it.
 */
export type RefundSagaState = 'RECOVERING' | 'RECOVERING_FEE' | 'RETURNING' | 'WAITING' | 'CREDITING' | 'ENDED';

/** What the steps of a refund hand on. */
export interface RefundSagaData {
  /** The refund of payments that it waits for. */
  readonly refundId?: string;
}

/** Returns money to a buyer. The subject is the refund. */
export const refundSaga = defineSaga<RefundSagaState, RefundSagaData>('order-refund', 'RECOVERING');

/** As those of a refund, of all that was paid. */
export type LatePaymentState = 'RETURNING' | 'WAITING' | 'CREDITING' | 'ENDED';

/** Returns a payment that succeeded after its order had ended. The subject is the order. */
export const latePaymentSaga = defineSaga<LatePaymentState, RefundSagaData>('late-payment', 'RETURNING');
