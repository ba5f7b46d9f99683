import type { DisputeEvidence, MethodToken, NewPayment, ProviderResult } from './provider-calls.ts';
import type { ProviderDispute, ProviderEvent, ProviderPayout, ProviderRefund } from './provider-objects.ts';
import type { MethodDetails, ProviderPayment } from './provider-payment.ts';

/** How a person gives the provider a method. */
export interface MethodSetup {
  readonly clientSecret: string | null;
  readonly url: string | null;
}

/** A method that the provider keeps. */
export interface ProviderMethod {
  readonly providerRef: string;
  readonly details: MethodDetails;
}

/**
 * A company that charges people and pays them. Calls with a `key` are done once for each key. Amounts are in minor units of
 * this system (ISO 4217), whatever the provider's own units are.
 */
export interface PaymentProvider {
  readonly name: 'sandbox' | 'stripe';
  /** Names the platform to the provider's library in the browser. */
  readonly publishableKey: string | null;
  /** Whether an authorization can be captured in several parts. */
  readonly capturesInParts: boolean;
  /** The smallest and the largest amount of one payment. */
  limitsOf(currency: string): { readonly min: bigint; readonly max: bigint };

  createPayment(payment: NewPayment, key: string): ProviderResult<ProviderPayment>;
  confirmPayment(
    providerRef: string,
    options: { readonly method: MethodToken; readonly returnUrl: string | null },
    key: string,
  ): ProviderResult<ProviderPayment>;
  capturePayment(
    providerRef: string,
    options: { readonly amount: bigint; readonly isFinal: boolean },
    key: string,
  ): ProviderResult<ProviderPayment>;
  cancelPayment(providerRef: string, key: string): ProviderResult<ProviderPayment>;
  /** By our id where the provider's is not known. Null: the provider has none. */
  findPayment(payment: {
    readonly paymentId: string;
    readonly providerRef: string | null;
  }): Promise<ProviderPayment | null>;

  refundPayment(
    paymentRef: string,
    refund: { readonly refundId: string; readonly amount: bigint },
    key: string,
  ): ProviderResult<ProviderRefund>;
  /** By our id, never by "the latest" of the payment. Null: the provider has none. */
  findRefund(refund: {
    readonly refundId: string;
    readonly providerRef: string | null;
    readonly paymentRef: string;
  }): Promise<ProviderRefund | null>;

  submitEvidence(disputeRef: string, evidence: DisputeEvidence, key: string): ProviderResult<ProviderDispute>;
  acceptDispute(disputeRef: string, key: string): ProviderResult<ProviderDispute>;
  findDispute(disputeRef: string): Promise<ProviderDispute | null>;

  /** The provider's name for a person, who is known to it by our id alone. */
  createCustomer(userId: string, key: string): Promise<string>;
  createMethodSetup(customerRef: string, returnUrl: string): ProviderResult<MethodSetup>;
  attachMethod(customerRef: string, token: string, key: string): ProviderResult<ProviderMethod>;
  /** Does nothing when the provider has no such method any more. */
  detachMethod(providerRef: string): Promise<void>;
  /** Forgets a person with all their methods. */
  deleteCustomer(customerRef: string): Promise<void>;

  attachPayoutMethod(
    customerRef: string,
    options: { readonly token: string; readonly currency: string },
    key: string,
  ): ProviderResult<ProviderMethod>;
  detachPayoutMethod(customerRef: string, providerRef: string): Promise<void>;
  createPayout(
    payout: {
      readonly payoutId: string;
      readonly amount: bigint;
      readonly currency: string;
      readonly method: MethodToken;
    },
    key: string,
  ): ProviderResult<ProviderPayout>;
  findPayout(payout: {
    readonly payoutId: string;
    readonly providerRef: string | null;
  }): Promise<ProviderPayout | null>;

  /** The id of the event when the provider has signed these bytes, lately; null for any other request. */
  verifyWebhook(request: { readonly headers: Headers; readonly body: Buffer; readonly now: Date }): string | null;
  /** What a verified body says; null: nothing that concerns us. */
  readWebhook(body: Buffer): ProviderEvent | null;
  close(): Promise<void>;
}
