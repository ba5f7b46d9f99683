import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';

type Needs = Pick<AuthContext, 'now'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'isIssuer'>;
  readonly repository: Pick<AuthRepository, 'findAttempt'>;
};

const MAX_LENGTH = 4_096;
const MAX_ERROR_LENGTH = 300;

/**
 * Where to redirect a user who returns from a provider: the client's redirect URI, with `state` and either `code` or `error`.
 * Null when there is no valid attempt, or it was started with another provider.
 *
 * The attempt is not consumed: only the holder of its secret can do that. If the parameters name another issuer than the
 * provider's (RFC 9207), no code is forwarded.
 *
 * @throws a fault `UNAVAILABLE` when the provider's metadata is needed but unavailable.
 */
export async function forwardOAuthCallback(
  { now, providers, repository }: Needs,
  provider: string,
  parameters: URLSearchParams,
): Promise<string | null> {
  const single = (name: string, max: number): string | null => {
    const [value = '', ...more] = parameters.getAll(name);
    return value === '' || value.length > max || more.length > 0 ? null : value;
  };
  const state = single('state', MAX_LENGTH);
  const attempt = state === null ? null : await repository.findAttempt(state, now());
  if (state === null || attempt?.provider !== provider || !providers.names.includes(provider)) return null;

  const target = new URL(attempt.redirectUri);
  target.searchParams.set('state', state);
  const isGenuine = await providers.isIssuer(
    provider,
    parameters.has('iss') ? (single('iss', MAX_LENGTH) ?? '') : null,
  );
  const code = single('code', MAX_LENGTH);
  const error = single('error', MAX_ERROR_LENGTH);
  if (isGenuine && error === null && code !== null) {
    target.searchParams.set('code', code);
    return target.href;
  }
  target.searchParams.set('error', isGenuine ? (error ?? 'invalid_response') : 'invalid_issuer');
  const description = isGenuine ? single('error_description', MAX_ERROR_LENGTH) : null;
  if (description !== null) target.searchParams.set('error_description', description);
  return target.href;
}
