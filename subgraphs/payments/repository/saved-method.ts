import type { MethodDetails } from '../provider/provider-payment.ts';

/** Methods that people pay with, and methods that payouts are sent to. */
export type MethodUse = 'payment' | 'payout';

/** A method of a person, which the provider keeps. */
export interface SavedMethod {
  readonly id: string;
  readonly ownerId: string;
  readonly provider: string;
  /** The provider's token, by which it is charged or paid. */
  readonly providerRef: string;
  readonly details: MethodDetails;
  /** What a payout method receives; null for one to pay with. */
  readonly currency: string | null;
  readonly isDefault: boolean;
  readonly createdAt: Date;
}

/** A method that its owner pays with. */
export interface PaymentMethod extends SavedMethod {}

/** A method that payouts to its owner are sent to. */
export interface PayoutMethod extends SavedMethod {}

/** A method that is about to be saved. */
export type MethodDraft = Omit<SavedMethod, 'isDefault'>;
