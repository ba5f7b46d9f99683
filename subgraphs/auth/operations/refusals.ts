import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** The password is wrong or there is no such account: one refusal for both, so that nobody can probe for accounts. */
export type InvalidCredentials = RefusalOf<'InvalidCredentials'>;

/** A refusal that says when to come back. */
export interface TooManyAttempts extends RefusalOf<'TooManyAttempts'> {
  /** Seconds. */
  readonly retryAfter: number;
}

/** Refuses a password. `field` is where it stands in the input. */
export const invalidCredentials = (field: string) =>
  refuse<InvalidCredentials>({
    __typename: 'InvalidCredentials',
    message: 'These credentials are incorrect.',
    path: ['input', field],
  });

/** Refuses a further try for `retryAfter` seconds. */
export const tooManyAttempts = (retryAfter: number) =>
  refuse<TooManyAttempts>({
    __typename: 'TooManyAttempts',
    message: 'Too many attempts. Try again later.',
    path: ['input'],
    retryAfter,
  });
