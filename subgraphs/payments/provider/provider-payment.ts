/** What may be shown of a payment or payout method. */
export interface MethodDetails {
  readonly kind: 'CARD' | 'BANK_ACCOUNT' | 'WALLET' | 'OTHER';
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expiryMonth: number | null;
  readonly expiryYear: number | null;
}

/** What the payer has to do. */
export interface NextAction {
  readonly kind: 'REDIRECT' | 'CLIENT_SECRET' | 'WAIT';
  readonly url: string | null;
  readonly clientSecret: string | null;
  readonly expiresAt: Date | null;
}

/** Why a payment was declined. */
export interface PaymentFailure {
  /** A code of this system: CARD_DECLINED, INSUFFICIENT_FUNDS, AUTHENTICATION_FAILED, EXPIRED, PROVIDER_ERROR. */
  readonly code: string;
  /** One sentence, fit to show to the payer. */
  readonly message: string;
  readonly declineCode: string | null;
  readonly isRetryable: boolean;
}

/** A payment as the provider has it at one time. */
export interface ProviderPayment {
  readonly providerRef: string;
  /** Our id for it, from the provider's metadata; null: it is none of ours. */
  readonly paymentId: string | null;
  /** FAILED: declined after `confirmPayment` or `createPayment` with a method. */
  readonly state:
    | 'REQUIRES_METHOD'
    | 'REQUIRES_CONFIRMATION'
    | 'REQUIRES_ACTION'
    | 'PROCESSING'
    | 'AUTHORIZED'
    | 'SUCCEEDED'
    | 'FAILED'
    | 'CANCELLED';
  readonly captured: bigint;
  readonly fee: bigint | null;
  readonly nextAction: NextAction | null;
  readonly method: MethodDetails | null;
  readonly failure: PaymentFailure | null;
  /** When an authorization is released. */
  readonly authorizedUntil: Date | null;
  /** When it came to be so, by the provider's clock. */
  readonly at: Date;
}
