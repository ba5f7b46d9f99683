import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/**
 * How far a withdrawal has come. REQUESTED: it can be cancelled. SENDING: its money has left the account, and payments is asked for a
 * payout. ENDED: events of payments say what becomes of it.
 */
export type WithdrawalSagaState = 'REQUESTED' | 'SENDING' | 'ENDED';

/** Has payments pay a withdrawal out. The subject is the withdrawal. */
export const withdrawalSaga = defineSaga<WithdrawalSagaState, object>('withdrawal', 'REQUESTED');
