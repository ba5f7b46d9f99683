import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { Payment, PaymentState } from '../../repository/index.ts';
import { methodNotAvailable } from './method-not-available.ts';

/** A refusal because of the state that something is in. */
export type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

/** Why nothing is done about a payment that exists. */
export type PaymentRefusal =
  | InvalidInput
  | NotFound
  | InvalidState
  | RefusalOf<'PaymentExpired'>
  | RefusalOf<'MethodNotAvailable'>;

export const invalidState = (message: string, from: string, allowed: readonly PaymentState[], ...path: string[]) =>
  refuse({ __typename: 'InvalidState', message, path: ['input', ...path], from, allowed });

export const paymentExpired = (...path: string[]) =>
  refuse({ __typename: 'PaymentExpired', message: 'The payment has expired.', path: ['input', ...path] });

/** What the provider has refused to do about a payment, as it is now. `path` names the payment in the input. */
export function providerRefusal(refusal: string, payment: Payment, allowed: readonly PaymentState[], path: string) {
  if (refusal === 'EXPIRED') return paymentExpired(path);
  if (refusal === 'METHOD_NOT_AVAILABLE') return methodNotAvailable('This method cannot be used.', 'paymentMethodId');
  return invalidState('The payment is in another state by now.', payment.state, allowed, path);
}
