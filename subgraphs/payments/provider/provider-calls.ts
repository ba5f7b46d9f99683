import type { Result } from '../../../runtime/operations/result.ts';

/** Why a provider has not done something, and will not: a decline is none, but a payment that FAILED. */
export type ProviderRefusal = 'INVALID_STATE' | 'EXPIRED' | 'METHOD_NOT_AVAILABLE' | 'AMOUNT_TOO_LARGE' | 'NOT_FOUND';

/** A definite answer. Where the outcome is not known the call throws, and is repeated with the same key. */
export type ProviderResult<Value> = Promise<Result<Value, ProviderRefusal>>;

/** A method to charge. */
export interface MethodToken {
  readonly token: string;
  /** How the provider names the person with whom it keeps the method; null: it is not saved. */
  readonly customerRef: string | null;
}

/** A payment that a provider is asked to create. */
export interface NewPayment {
  readonly paymentId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly capture: 'AUTOMATIC' | 'MANUAL';
  readonly description: string | null;
  readonly statementDescriptor: string | null;
  /** Null: the payer gives one to the provider, or later. */
  readonly method: MethodToken | null;
  /** Whether the method is charged at once. */
  readonly confirm: boolean;
  readonly returnUrl: string | null;
}

/** What is sent against a dispute. */
export interface DisputeEvidence {
  readonly productDescription: string | null;
  readonly delivery: string | null;
  readonly communication: string | null;
  readonly explanation: string | null;
}
