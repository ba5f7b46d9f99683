import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { deriveBinding, providerUnavailable } from './oauth-attempt.ts';

/** Why no attempt began. */
export type StartOAuthRefusal = InvalidInput | RefusalOf<'ProviderUnavailable'> | TooManyAttempts;

/** The part of the context that beginning needs. */
type Needs = Pick<AuthContext, 'caller' | 'client' | 'now' | 'tokenHasher'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'allowsRedirect' | 'authorizationUrl'>;
  readonly attempts: Pick<AuthContext['attempts'], 'signInStart'>;
  readonly repository: Pick<AuthRepository, 'putAttempt'>;
};

/** How long a person may take at the provider. */
const ATTEMPT_TTL_MS = 10 * 60_000;

const MAX_PROVIDER_LENGTH = 40;
const MAX_URI_LENGTH = 2_000;
const INPUT = z.object({
  provider: z.string().max(MAX_PROVIDER_LENGTH, 'There is no provider with this name.'),
  redirectUri: z.string().max(MAX_URI_LENGTH, 'This redirect URI is not allowed.'),
});

/**
 * Begins a sign-in by a provider: where to send the person, and the secret that completes it.
 *
 * The secret stands in no address: the provider, logs and the history of browsers see its hash alone, as `state`, and PKCE
 * binds the code to it. So neither a stolen `state`, nor a stolen code, nor both are worth anything, and a code that
 * somebody else slips into a person's browser does not fit the secret that this browser holds.
 *
 * @throws a fault `UNAVAILABLE` when the provider cannot be asked.
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
