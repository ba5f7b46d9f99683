import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { OAuthAttempt } from '../../repository/oauth-attempts.ts';
import type { ExternalIdentity } from '../identities/sign-in-by-identity.ts';
import { identifierRules } from '../input-rules.ts';
import { countProof } from '../proofs/count-attempt.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { deriveBinding, type InvalidOAuthAttempt, invalidOAuthAttempt, OAUTH_CALLBACK } from './oauth-attempt.ts';

export type RedeemNeeds = Pick<AuthContext, 'client' | 'now' | 'tokenHasher' | 'parsePhoneNumber'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'redeem'>;
  readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
  readonly repository: Pick<AuthRepository, 'takeAttempt' | 'putAttempt'>;
};

/** An external identity confirmed by its provider, and the attempt that led to it. */
export interface RedeemedAttempt {
  readonly attempt: OAuthAttempt;
  readonly identity: ExternalIdentity;
  /** Email that the provider names but has not verified; null when there is none or it was verified. */
  readonly unverifiedEmail: ExternalIdentity['address'];
}

/**
 * Consumes an attempt and redeems its code at the provider. `belongs` says whether the attempt is the caller's.
 *
 * @throws a fault `UNAVAILABLE` when the provider is unavailable; the attempt stays valid then.
 */
export async function redeemOAuthAttempt(
  context: RedeemNeeds,
  input: unknown,
  belongs: (attempt: OAuthAttempt) => boolean,
): Promise<Result<RedeemedAttempt, InvalidOAuthAttempt | TooManyAttempts>> {
  const parsed = OAUTH_CALLBACK.safeParse(input);
  const binding = deriveBinding(context, parsed.success ? parsed.data.state : '');
  return countProof(context, `oauth:${binding.state}`, async () =>
    parsed.success ? redeem(context, binding, parsed.data.code, belongs) : invalidOAuthAttempt,
  );
}

async function redeem(
  context: RedeemNeeds,
  binding: ReturnType<typeof deriveBinding>,
  code: string,
  belongs: (attempt: OAuthAttempt) => boolean,
): Promise<Result<RedeemedAttempt, InvalidOAuthAttempt>> {
  const { providers, repository } = context;
  const attempt = await repository.takeAttempt(binding.state, context.now());
  if (attempt === null || !belongs(attempt) || !providers.names.includes(attempt.provider)) return invalidOAuthAttempt;

  const { verifier, nonce } = binding;
  const proof = { code, verifier, nonce };
  const claims = await providers.redeem(attempt.provider, proof).catch(async (error: unknown) => {
    await repository.putAttempt(attempt);
    throw error;
  });
  if (claims === null) return invalidOAuthAttempt;

  const email = identifierRules(context.parsePhoneNumber).email.safeParse(claims.email?.value);
  const address = email.success ? email.data : null;
  const isVerified = claims.email?.isVerified === true;
  const { provider } = attempt;
  const identity = {
    provider,
    subject: claims.subject,
    username: claims.username,
    address: isVerified ? address : null,
  };
  return done({ attempt, identity, unverifiedEmail: isVerified ? null : address });
}
