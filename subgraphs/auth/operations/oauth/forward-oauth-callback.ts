import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** The part of the context that handing on needs. */
type Needs = Pick<AuthContext, 'now'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'isIssuer'>;
  readonly repository: Pick<AuthRepository, 'findAttempt'>;
};

const MAX_LENGTH = 4_096;
const MAX_ERROR_LENGTH = 300;

/**
 * Where to send a person whom a provider has sent back: to the client's own address, with `state` and either `code` or
 * `error`. Null when there is no attempt that counts, or it was begun at another provider.
 *
 * The attempt is not used up: only who holds its secret can do that. An answer that names another issuer than the
 * provider's (RFC 9207) hands no code on.
 *
 * @throws a fault `UNAVAILABLE` when the provider's issuer has to be asked for and is away.
 */
export async function handOnCallback(
  { now, providers, repository }: Needs,
  provider: string,
  answer: URLSearchParams,
): Promise<string | null> {
  const one = (name: string, max: number): string | null => {
    const [value = '', ...more] = answer.getAll(name);
    return value === '' || value.length > max || more.length > 0 ? null : value;
  };
  const state = one('state', MAX_LENGTH);
  const attempt = state === null ? null : await repository.findAttempt(state, now());
  if (state === null || attempt?.provider !== provider || !providers.names.includes(provider)) return null;

  const target = new URL(attempt.redirectUri);
  target.searchParams.set('state', state);
  const genuine = await providers.isIssuer(provider, answer.has('iss') ? (one('iss', MAX_LENGTH) ?? '') : null);
  const code = one('code', MAX_LENGTH);
  const error = one('error', MAX_ERROR_LENGTH);
  if (genuine && error === null && code !== null) {
    target.searchParams.set('code', code);
    return target.href;
  }
  target.searchParams.set('error', genuine ? (error ?? 'invalid_response') : 'invalid_issuer');
  const description = genuine ? one('error_description', MAX_ERROR_LENGTH) : null;
  if (description !== null) target.searchParams.set('error_description', description);
  return target.href;
}
