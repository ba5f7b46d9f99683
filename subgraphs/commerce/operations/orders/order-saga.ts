import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/**
 * How far an order has come. PLACED: its stock is reserved. FUNDING: its money is being reserved. FUNDED: the stock becomes
 * the buyer's. CAPTURING: the money goes into escrow. PAID: its parts are the sellers' to send. RELEASING and EXPIRED: stock
 * and money are given back.
 */
export type OrderSagaState = 'PLACED' | 'FUNDING' | 'FUNDED' | 'CAPTURING' | 'PAID' | 'RELEASING' | 'EXPIRED' | 'ENDED';

/** What the steps of an order hand on. */
export interface OrderSagaData {
  /** How often payments has refused to cancel the payment because it is at work on it. */
  readonly releases?: number;
}

/** Has an order paid. The subject is the order. */
export const orderSaga = defineSaga<OrderSagaState, OrderSagaData>('order', 'PLACED');
