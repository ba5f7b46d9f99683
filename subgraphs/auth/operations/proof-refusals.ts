import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';
import type { Identifier } from '../repository/accounts.ts';

/** What was sent is wrong, used up or too old: one refusal for all, so that nobody can probe. */
export type InvalidToken = RefusalOf<'InvalidToken'>;

/** Refuses a secret that was sent. `field` is where it stands in the input. */
export const invalidToken = (field: string) =>
  refuse<InvalidToken>({
    __typename: 'InvalidToken',
    message: 'This code is incorrect, has expired or was already used.',
    path: ['input', field],
  });

/** Refuses an address that belongs to another account. `field` is where it stands in the input. */
export const identifierTaken = ({ kind }: Pick<Identifier, 'kind'>, field = kind === 'EMAIL' ? 'email' : 'phone') =>
  refuse<RefusalOf<'IdentifierTaken'>>({
    __typename: 'IdentifierTaken',
    message: `This ${kind === 'EMAIL' ? 'email' : 'phone number'} belongs to another account.`,
    path: ['input', field],
  });

/** What a browser answered proves nothing: one refusal for whatever is wrong with it, so that nobody can probe. */
export type InvalidPasskey = RefusalOf<'InvalidPasskey'>;

/** Refuses what a browser answered. */
export const invalidPasskey = refuse<InvalidPasskey>({
  __typename: 'InvalidPasskey',
  message: 'The passkey could not be verified. Try again.',
  path: ['input', 'response'],
});
