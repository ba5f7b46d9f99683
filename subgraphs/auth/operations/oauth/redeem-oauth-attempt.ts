import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { OAuthAttempt } from '../../repository/oauth-attempts.ts';
import type { Vouched } from '../identities/sign-in-by-identity.ts';
import { identifierRules } from '../input-rules.ts';
import { countProof } from '../proofs/count-attempt.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { bindingOf, type InvalidOAuthAttempt, invalidAttempt, RETURNED } from './oauth-attempt.ts';

/** The part of the context that redeeming needs. */
export type RedeemNeeds = Pick<AuthContext, 'origin' | 'now' | 'proofSecrets' | 'parsePhoneNumber'> & {
  readonly providers: Pick<AuthContext['providers'], 'names' | 'redeem'>;
  readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
  readonly repository: Pick<AuthRepository, 'takeAttempt' | 'putAttempt'>;
};

/** Whom the provider vouches for, and the attempt in which it does. */
export interface Redeemed {
  readonly attempt: OAuthAttempt;
  readonly vouched: Vouched;
  /** What the provider calls the person's email without having proved it; null when it says nothing or has proved it. */
  readonly claimed: Vouched['address'];
}

/**
 * Uses an attempt up and asks its provider whom it vouches for. `belongs` says whether the attempt is the caller's.
 *
 * @throws a fault `UNAVAILABLE` when the provider cannot be asked; the attempt then goes on counting.
 */
export async function redeemAttempt(
  context: RedeemNeeds,
  input: unknown,
  belongs: (attempt: OAuthAttempt) => boolean,
): Promise<Result<Redeemed, InvalidOAuthAttempt | TooManyAttempts>> {
  const parsed = RETURNED.safeParse(input);
  const binding = bindingOf(context, parsed.success ? parsed.data.state : '');
  return countProof(context, `oauth:${binding.state}`, async () =>
    parsed.success ? redeem(context, binding, parsed.data.code, belongs) : invalidAttempt,
  );
}

async function redeem(
  context: RedeemNeeds,
  binding: ReturnType<typeof bindingOf>,
  code: string,
  belongs: (attempt: OAuthAttempt) => boolean,
): Promise<Result<Redeemed, InvalidOAuthAttempt>> {
  const { providers, repository } = context;
  const attempt = await repository.takeAttempt(binding.state, context.now());
  if (attempt === null || !belongs(attempt) || !providers.names.includes(attempt.provider)) return invalidAttempt;

  const { verifier, nonce } = binding;
  const proof = { code, verifier, nonce };
  const word = await providers.redeem(attempt.provider, proof).catch(async (error: unknown) => {
    await repository.putAttempt(attempt);
    throw error;
  });
  if (word === null) return invalidAttempt;

  const email = identifierRules(context.parsePhoneNumber).email.safeParse(word.email?.value);
  const address = email.success ? email.data : null;
  const isVerified = word.email?.isVerified === true;
  const { provider } = attempt;
  const vouched = { provider, subject: word.subject, username: word.username, address: isVerified ? address : null };
  return done({ attempt, vouched, claimed: isVerified ? null : address });
}
