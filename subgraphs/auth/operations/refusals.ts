import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** The password is wrong or the account does not exist: one refusal for both, which does not disclose accounts. */
export type InvalidCredentials = RefusalOf<'InvalidCredentials'>;

/** Refusal that says when the next attempt is accepted. */
export interface TooManyAttempts extends RefusalOf<'TooManyAttempts'> {
  /** Seconds until the next attempt. */
  readonly retryAfter: number;
}

/** Refuses a password. `field` is its path in the input. */
export const invalidCredentials = (field: string) =>
  refuse<InvalidCredentials>({
    __typename: 'InvalidCredentials',
    message: 'These credentials are incorrect.',
    path: ['input', field],
  });

/** Refuses further attempts for `retryAfter` seconds. */
export const tooManyAttempts = (retryAfter: number) =>
  refuse<TooManyAttempts>({
    __typename: 'TooManyAttempts',
    message: 'Too many attempts. Try again later.',
    path: ['input'],
    retryAfter,
  });
