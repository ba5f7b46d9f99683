import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/**
 * How far money out of escrow has come. PAYING: the freelancer's part. CHARGING: the platform's fee. RETURNING: the client's
 * part, after which the milestone is settled.
 */
export type PayoutSagaState = 'PAYING' | 'CHARGING' | 'RETURNING' | 'ENDED';

/** Moves money out of escrow. The subject is the movement. */
export const payoutSaga = defineSaga<PayoutSagaState, object>('escrow-payout', 'PAYING');

/**
 * How far the funding of a milestone has come. TAKING: the wallet, or the payments domain, is asked. WAITING: for a payment to
 * succeed. BOOKING: the wallet books the payment to escrow.
 */
export type FundingSagaState = 'TAKING' | 'WAITING' | 'BOOKING' | 'ENDED';

/** Moves money into escrow. The subject is the movement. */
export const fundingSaga = defineSaga<FundingSagaState, object>('escrow-funding', 'TAKING');

/** Books a payment that succeeded after its movement had failed to the client's wallet. The subject is the movement. */
export const latePaymentSaga = defineSaga<'BOOKING' | 'ENDED', object>('escrow-late-payment', 'BOOKING');
