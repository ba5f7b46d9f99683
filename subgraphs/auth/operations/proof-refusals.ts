import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';
import type { Identifier } from '../repository/accounts.ts';

/** The token or code is wrong, used or expired: one refusal for all, which discloses nothing. */
export type InvalidToken = RefusalOf<'InvalidToken'>;

/** Refuses a token or code. `field` is its path in the input. */
export const invalidToken = (field: string) =>
  refuse<InvalidToken>({
    __typename: 'InvalidToken',
    message: 'This code is incorrect, has expired or was already used.',
    path: ['input', field],
  });

/** Refuses an address that belongs to another account. `field` is its path in the input. */
export const identifierTaken = ({ kind }: Pick<Identifier, 'kind'>, field = kind === 'EMAIL' ? 'email' : 'phone') =>
  refuse<RefusalOf<'IdentifierTaken'>>({
    __typename: 'IdentifierTaken',
    message: `This ${kind === 'EMAIL' ? 'email' : 'phone number'} belongs to another account.`,
    path: ['input', field],
  });

/** The credential is invalid in any way: one refusal for all, which discloses nothing. */
export type InvalidPasskey = RefusalOf<'InvalidPasskey'>;

/** Refuses the browser's credential. */
export const invalidPasskey = refuse<InvalidPasskey>({
  __typename: 'InvalidPasskey',
  message: 'The passkey could not be verified. Try again.',
  path: ['input', 'response'],
});
