import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { OAuthAttempt } from '../../repository/oauth-attempts.ts';
import type { ExternalIdentity } from '../identities/sign-in-by-identity.ts';
import { identifierRules } from '../input-rules.ts';
import { countProof } from '../proofs/count-attempt.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { deriveBinding, type InvalidOAuthAttempt, invalidOAuthAttempt, OAUTH_CALLBACK } from './oauth-attempt.ts';

/** The part of the context that redeeming needs. */
export type RedeemNeeds = Pick<AuthContext, 'client' | 'now' | 'tokenHasher' | 'parsePhoneNumber'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'redeem'>;
  readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
  readonly repository: Pick<AuthRepository, 'takeAttempt' | 'putAttempt'>;
};

/** Whom the provider vouches for, and the attempt in which it does. */
export interface RedeemedAttempt {
  readonly attempt: OAuthAttempt;
  readonly identity: ExternalIdentity;
  /** What the provider calls the person's email without having proved it; null when it says nothing or has proved it. */
  readonly unverifiedEmail: ExternalIdentity['address'];
}

/**
 * Uses an attempt up and asks its provider whom it vouches for. `belongs` says whether the attempt is the caller's.
 *
 * @throws a fault `UNAVAILABLE` when the provider cannot be asked; the attempt then goes on counting.
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
