import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/** WAITING: until a part has arrived. PAYOUT: its money goes to the seller. PAYING_FEE: and the fee to the platform. */
export type PayoutSagaState = 'WAITING' | 'PAYOUT' | 'PAYING_FEE' | 'ENDED';

/** Pays a seller. The subject is the part of the order. */
export const payoutSaga = defineSaga<PayoutSagaState, object>('order-payout', 'WAITING');
