/** A thing that a payment is about, in the domain that asked for it. */
interface PaymentReference {
  readonly type: string;
  readonly id: string;
  /** That domain; absent in events of before it was named. */
  readonly domain?: string;
}

/** What payments says of money that has moved at a provider. Amounts are in minor units, as text. */
interface ProviderFact {
  readonly paymentId: string;
  /** Name of the provider that holds the money. */
  readonly provider: string;
  readonly amount: string;
  readonly currency: string;
}

/** A payment that was captured. */
export interface SucceededPayment extends ProviderFact {
  readonly reference: PaymentReference | null;
}

/** A refund that the provider has made, or will not make. */
export interface SettledRefund extends ProviderFact {
  readonly refundId: string;
  /** The hold here that covers it; null: the money was never in an account of the person. */
  readonly holdId: string | null;
}

/** A payment that its payer disputes at their bank. */
export interface OpenedDispute extends ProviderFact {
  readonly disputeId: string;
}

/** A dispute that is decided. `LOST`: the money stays with the payer. */
export interface ClosedDispute extends OpenedDispute {
  readonly outcome: 'WON' | 'LOST';
}
