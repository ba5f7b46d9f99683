import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { deriveBinding, providerUnavailable } from './oauth-attempt.ts';

/** Reasons why a sign-in with a provider does not start. */
export type StartOAuthRefusal = InvalidInput | RefusalOf<'ProviderUnavailable'> | TooManyAttempts;

type Needs = Pick<AuthContext, 'caller' | 'client' | 'now' | 'tokenHasher'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'allowsRedirect' | 'authorizationUrl'>;
  readonly attempts: Pick<AuthContext['attempts'], 'signInStart'>;
  readonly repository: Pick<AuthRepository, 'putAttempt'>;
};

/** Time for the user to sign in at the provider. */
const ATTEMPT_TTL_MS = 10 * 60_000;

const MAX_PROVIDER_LENGTH = 40;
const MAX_URI_LENGTH = 2_000;
const INPUT = z.object({
  provider: z.string().max(MAX_PROVIDER_LENGTH, 'There is no provider with this name.'),
  redirectUri: z.string().max(MAX_URI_LENGTH, 'This redirect URI is not allowed.'),
});

/**
 * Starts a sign-in with a provider: returns the URL to redirect to, and the secret that completes the sign-in.
 *
 * The secret never appears in a URL: the provider, logs and the browser history only see its hash, as `state`, and PKCE binds
 * the code to it. So a stolen `state` or code is useless, and a code that an attacker injects into a browser does not match
 * the secret of that browser.
 *
 * @throws a fault `UNAVAILABLE` when the provider is unavailable.
 */
export async function startOAuth(
  context: Needs,
  input: unknown,
): Promise<Result<{ readonly authorizationUrl: string; readonly state: string }, StartOAuthRefusal>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { provider, redirectUri } = parsed.value;
  const { providers, tokenHasher, repository } = context;
  if (!providers.names.includes(provider)) return providerUnavailable('provider');
  if (!providers.allowsRedirect(redirectUri)) return foreignRedirect;
  const wait = await context.attempts.signInStart(context.client.ip);
  if (wait !== null) return tooManyAttempts(wait);

  const secret = tokenHasher.linkToken();
  const binding = deriveBinding(context, secret);
  const authorizationUrl = await providers.authorizationUrl(provider, binding);
  const expiresAt = new Date(context.now().getTime() + ATTEMPT_TTL_MS);
  await repository.putAttempt({
    hash: binding.state,
    provider,
    redirectUri,
    userId: context.caller.viewerId,
    expiresAt,
  });
  return done({ authorizationUrl, state: secret });
}

const foreignRedirect = refuse<InvalidInput>({
  __typename: 'InvalidInput',
  message: 'This redirect URI is not allowed.',
  path: ['input', 'redirectUri'],
});
