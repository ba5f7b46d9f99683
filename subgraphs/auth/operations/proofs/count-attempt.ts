import type { RefusalOf, Result } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';

type VerdictOf = Parameters<AuthContext['attempts']['password']>[3];
type Outcome<Value, Refusal extends RefusalOf<string>> = Result<Value, Refusal>;

/** Where a password comes from, as attempts are counted. */
export type PasswordSource = Parameters<AuthContext['attempts']['password']>[1];

/** Refusals that say that what was given as a proof is none. Any other says something else of the request. */
const WRONG_PROOF_REFUSALS: ReadonlySet<string> = new Set([
  'InvalidCredentials',
  'InvalidToken',
  'InvalidPasskey',
  'InvalidInitData',
  'InvalidOAuthAttempt',
]);

/** What the outcome of an operation says of the proof that it was given. */
const verdictOf = (outcome: Outcome<unknown, RefusalOf<string>>): ReturnType<VerdictOf> => {
  if (outcome.ok) return 'right';
  return WRONG_PROOF_REFUSALS.has(outcome.refusal.__typename) ? 'wrong' : 'undecided';
};

const refuseIfLimited = <Value, Refusal>(
  outcome: Result<Value, Refusal> | number,
): Result<Value, Refusal | TooManyAttempts> => (typeof outcome === 'number' ? tooManyAttempts(outcome) : outcome);

/**
 * Runs `check`, which looks at an account's password, as one of the attempts that there are; refused without it when
 * there are none left. An operation that is asked for more (a one-time code) does all of it within.
 */
export async function countPassword<Value, Refusal extends RefusalOf<string>>(
  { attempts }: { readonly attempts: Pick<AuthContext['attempts'], 'password'> },
  account: string,
  source: PasswordSource,
  check: () => Promise<Outcome<Value, Refusal>>,
): Promise<Result<Value, Refusal | TooManyAttempts>> {
  return refuseIfLimited(await attempts.password(account, source, check, verdictOf));
}

/** Runs `check`, which looks at a proof of `subject`, as one of the attempts that there are. */
export async function countProof<Value, Refusal extends RefusalOf<string>>(
  { attempts, client }: Pick<AuthContext, 'client'> & { readonly attempts: Pick<AuthContext['attempts'], 'proof'> },
  subject: string,
  check: () => Promise<Outcome<Value, Refusal>>,
): Promise<Result<Value, Refusal | TooManyAttempts>> {
  return refuseIfLimited(await attempts.proof(subject, client.ip, check, verdictOf));
}

/** The viewer's session is a known device: nobody else can use up the attempts it has. */
export const sessionSource = ({ caller, client }: Pick<AuthContext, 'caller' | 'client'>): PasswordSource => ({
  ip: client.ip,
  knownDevice: caller.sessionId === null ? null : `session ${caller.sessionId}`,
});

/** Where somebody signs in from. Asked for nobody too, so that an unknown account takes as long as a known one. */
export async function signInSource(
  { repository, client }: Pick<AuthContext, 'client'> & { readonly repository: Pick<AuthRepository, 'knownDevice'> },
  userId: string | null,
): Promise<PasswordSource> {
  return { ip: client.ip, knownDevice: await repository.knownDevice(userId ?? '', client) };
}
