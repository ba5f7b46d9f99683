import type { ProviderPayment } from './provider-payment.ts';

/** A refund as the provider has it at one time. */
export interface ProviderRefund {
  readonly providerRef: string;
  /** Our id for it, from the provider's metadata; null: somebody made it at the provider. */
  readonly refundId: string | null;
  readonly state: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  /** A code of this system, such as REFUND_DECLINED. */
  readonly failureCode: string | null;
  readonly at: Date;
}

/** A dispute as the provider has it at one time. */
export interface ProviderDispute {
  readonly providerRef: string;
  readonly paymentRef: string;
  readonly amount: bigint;
  readonly state: 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST';
  readonly reason: string;
  readonly evidenceDueAt: Date | null;
  readonly at: Date;
}

/** A payout as the provider has it at one time. */
export interface ProviderPayout {
  readonly providerRef: string;
  /** Our id for it, from the provider's metadata; null: it is none of ours. */
  readonly payoutId: string | null;
  readonly state: 'SUBMITTED' | 'PAID' | 'FAILED';
  /** A code of this system, such as ACCOUNT_CLOSED. */
  readonly failureCode: string | null;
  readonly arrivalDate: Date | null;
  readonly at: Date;
}

/** What a webhook of a provider says. */
export type ProviderEvent =
  | { readonly kind: 'payment'; readonly payment: ProviderPayment }
  | { readonly kind: 'refund'; readonly refund: ProviderRefund }
  | { readonly kind: 'dispute'; readonly dispute: ProviderDispute }
  | { readonly kind: 'payout'; readonly payout: ProviderPayout };
