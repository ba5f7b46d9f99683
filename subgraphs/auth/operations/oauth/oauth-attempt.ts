import { z } from 'zod';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';

/** The attempt is unknown, used, expired or rejected by the provider: one refusal for all. */
export type InvalidOAuthAttempt = RefusalOf<'InvalidOAuthAttempt'>;

const MAX_STATE_LENGTH = 200;
const MAX_CODE_LENGTH = 4_096;

/** Parameters that a client passes on from the provider's redirect. */
export const OAUTH_CALLBACK = z.object({
  state: z.string().min(1).max(MAX_STATE_LENGTH),
  code: z.string().min(1).max(MAX_CODE_LENGTH),
});

/**
 * Derives from the client's secret what binds an attempt: the `state` in URLs, which does not disclose the secret; the PKCE
 * verifier; and the nonce. Only the state is stored.
 */
export const deriveBinding = ({ tokenHasher }: Pick<AuthContext, 'tokenHasher'>, secret: string) => ({
  state: tokenHasher.hash(secret, 'oauth-state'),
  verifier: tokenHasher.hash(secret, 'oauth-verifier'),
  nonce: tokenHasher.hash(secret, 'oauth-nonce'),
});

/** Refuses a completed redirect, without disclosing why. */
export const invalidOAuthAttempt = refuse<InvalidOAuthAttempt>({
  __typename: 'InvalidOAuthAttempt',
  message: 'This sign-in attempt has expired or was already used. Start again.',
  path: ['input', 'state'],
});

/** Refuses a provider that is not configured. `field` is its path in the input. */
export const providerUnavailable = (...field: string[]) =>
  refuse<RefusalOf<'ProviderUnavailable'>>({
    __typename: 'ProviderUnavailable',
    message: 'This way to sign in is not available.',
    path: ['input', ...field],
  });
