import { z } from 'zod';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';

/** An attempt to sign in elsewhere is unknown, was used, has lapsed, or is not proved: one refusal for all. */
export type InvalidOAuthAttempt = RefusalOf<'InvalidOAuthAttempt'>;

const MAX_STATE_LENGTH = 200;
const MAX_CODE_LENGTH = 4_096;

/** What a client brings back from a provider. */
export const OAUTH_CALLBACK = z.object({
  state: z.string().min(1).max(MAX_STATE_LENGTH),
  code: z.string().min(1).max(MAX_CODE_LENGTH),
});

/**
 * What an attempt is bound by, derived from the secret that its client alone holds: the `state` in addresses, which says
 * nothing of the secret; the verifier of PKCE; and the nonce. None of it is stored but the first.
 */
export const deriveBinding = ({ tokenHasher }: Pick<AuthContext, 'tokenHasher'>, secret: string) => ({
  state: tokenHasher.hash(secret, 'oauth-state'),
  verifier: tokenHasher.hash(secret, 'oauth-verifier'),
  nonce: tokenHasher.hash(secret, 'oauth-nonce'),
});

/** Refuses what a client brought back. */
export const invalidOAuthAttempt = refuse<InvalidOAuthAttempt>({
  __typename: 'InvalidOAuthAttempt',
  message: 'This sign-in attempt has expired or was already used. Start again.',
  path: ['input', 'state'],
});

/** Refuses a provider that is not set up. `field` is where it stands in the input. */
export const providerUnavailable = (...field: string[]) =>
  refuse<RefusalOf<'ProviderUnavailable'>>({
    __typename: 'ProviderUnavailable',
    message: 'This way to sign in is not available.',
    path: ['input', ...field],
  });
