import type { RefusalOf, Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';

type VerdictOf = Parameters<AuthContext['attempts']['password']>[3];
type Outcome<Value, Refusal extends RefusalOf<string>> = Result<Value, Refusal>;

/** Client that submits a password, by which attempts are counted. */
export type PasswordSource = Parameters<AuthContext['attempts']['password']>[1];

/** Refusals that mean that the proof was wrong. Any other refusal says nothing about the proof. */
const WRONG_PROOF_REFUSALS: ReadonlySet<string> = new Set([
  'InvalidCredentials',
  'InvalidToken',
  'InvalidPasskey',
  'InvalidInitData',
  'InvalidOAuthAttempt',
]);

/** Derives from the outcome of an operation whether its proof was right. */
const verdictOf = (outcome: Outcome<unknown, RefusalOf<string>>): ReturnType<VerdictOf> => {
  if (outcome.ok) return 'right';
  return WRONG_PROOF_REFUSALS.has(outcome.refusal.__typename) ? 'wrong' : 'undecided';
};

const refuseIfLimited = <Value, Refusal>(
  outcome: Result<Value, Refusal> | number,
): Result<Value, Refusal | TooManyAttempts> => (typeof outcome === 'number' ? tooManyAttempts(outcome) : outcome);

/**
 * Runs `check`, which verifies an account's password, as one of a limited number of attempts; refuses without running it
 * when none is left. An operation with more than one factor verifies all of them within `check`.
 */
export async function countPassword<Value, Refusal extends RefusalOf<string>>(
  { attempts }: { readonly attempts: Pick<AuthContext['attempts'], 'password'> },
  account: string,
  source: PasswordSource,
  check: () => Promise<Outcome<Value, Refusal>>,
): Promise<Result<Value, Refusal | TooManyAttempts>> {
  return refuseIfLimited(await attempts.password(account, source, check, verdictOf));
}

/** Runs `check`, which verifies a proof of `subject`, as one of a limited number of attempts. */
export async function countProof<Value, Refusal extends RefusalOf<string>>(
  { attempts, client }: Pick<AuthContext, 'client'> & { readonly attempts: Pick<AuthContext['attempts'], 'proof'> },
  subject: string,
  check: () => Promise<Outcome<Value, Refusal>>,
): Promise<Result<Value, Refusal | TooManyAttempts>> {
  return refuseIfLimited(await attempts.proof(subject, client.ip, check, verdictOf));
}

/** The viewer's session counts as a known device, whose attempts nobody else can use up. */
export const sessionSource = ({ caller, client }: Pick<AuthContext, 'caller' | 'client'>): PasswordSource => ({
  ip: client.ip,
  knownDevice: caller.sessionId === null ? null : `session ${caller.sessionId}`,
});

/** Client that signs in. Looked up for unknown accounts too, so that they take as long as existing ones. */
export async function signInSource(
  { repository, client }: Pick<AuthContext, 'client'> & { readonly repository: Pick<AuthRepository, 'knownDevice'> },
  userId: string | null,
): Promise<PasswordSource> {
  return { ip: client.ip, knownDevice: await repository.knownDevice(userId ?? '', client) };
}
