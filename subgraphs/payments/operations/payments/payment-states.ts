import type { Payment, PaymentState } from '../../repository/index.ts';

/** States in which a payer can still complete a payment. */
export const UNCONFIRMED: readonly PaymentState[] = ['REQUIRES_METHOD', 'REQUIRES_CONFIRMATION'];

/** States in which a payment can be cancelled, as long as nothing was captured. */
export const CANCELLABLE: readonly PaymentState[] = [...UNCONFIRMED, 'REQUIRES_ACTION', 'AUTHORIZED'];

/** States in which something can be refunded. */
export const REFUNDABLE: readonly PaymentState[] = ['SUCCEEDED', 'PARTIALLY_REFUNDED'];

/** States in which a payment ends without money. */
export const UNPAID: readonly PaymentState[] = ['FAILED', 'CANCELLED', 'EXPIRED'];

const NEXT: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  REQUIRES_METHOD: [
    'REQUIRES_CONFIRMATION',
    'REQUIRES_ACTION',
    'PROCESSING',
    'AUTHORIZED',
    'SUCCEEDED',
    'FAILED',
    'CANCELLED',
    'EXPIRED',
  ],
  REQUIRES_CONFIRMATION: ['REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'],
  REQUIRES_ACTION: ['PROCESSING', 'AUTHORIZED', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'],
  PROCESSING: ['AUTHORIZED', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  AUTHORIZED: ['SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'],
  SUCCEEDED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['REFUNDED'],
  REFUNDED: [],
  FAILED: [],
  CANCELLED: [],
  EXPIRED: [],
};

/** States that the payment may enter next, in the order of the contract. Only one that is captured by hand is authorized first. */
export const nextStates = ({ state, capture }: Pick<Payment, 'state' | 'capture'>): readonly PaymentState[] =>
  NEXT[state].filter((next) => next !== 'AUTHORIZED' || capture === 'MANUAL');
