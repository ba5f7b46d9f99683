import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { Session } from '../../repository/sessions.ts';

/** How long a proof of identity allows changes to how the account is protected. */
export const PROOF_TTL_MS = 5 * 60_000;

/** Ways to prove one's identity without signing in again. */
type IdentityProof = 'PASSWORD' | 'TOTP' | 'PASSKEY';

/** The viewer's latest proof of identity is too old, or their session has ended. */
export interface ProofRequired extends RefusalOf<'ProofRequired'> {
  /** Proofs that the viewer can give; when empty, they have to sign in again. */
  readonly proofs: readonly IdentityProof[];
}

export type ProofNeeds = Pick<AuthContext, 'caller' | 'now'> & {
  readonly repository: Pick<AuthRepository, 'sessions' | 'passwordHash' | 'totpOf' | 'passkeys'>;
};

/**
 * Refuses unless the viewer proved their identity in this session within five minutes, by `confirmIdentity` or by signing in.
 * Reads the session rather than its token; refreshing does not renew the proof.
 *
 * @throws a fault `UNAUTHENTICATED`.
 */
export async function requireProof(context: ProofNeeds): Promise<ReturnType<typeof proofRequired> | null> {
  const viewerId = viewerOf(context.caller);
  if (await isProven(context)) return null;
  return proofRequired(await proofsOf(context, viewerId));
}

/** Whether the viewer proved their identity in this session within the last five minutes. */
export async function isProven({
  caller,
  now,
  repository,
}: Pick<AuthContext, 'caller' | 'now'> & { readonly repository: Pick<AuthRepository, 'sessions'> }): Promise<boolean> {
  if (caller.sessionId === null) return false;
  const [session = null] = await repository.sessions([caller.sessionId]);
  const instant = now();
  if (session === null || session.userId !== caller.viewerId || hasEnded(session, instant)) return false;
  return instant.getTime() - (session.provenAt ?? session.createdAt).getTime() < PROOF_TTL_MS;
}

const hasEnded = ({ revokedAt, expiresAt }: Session, now: Date): boolean => revokedAt !== null || expiresAt <= now;

async function proofsOf({ repository }: ProofNeeds, userId: string): Promise<IdentityProof[]> {
  const [hash, totp, [passkeys = []]] = await Promise.all([
    repository.passwordHash(userId),
    repository.totpOf(userId),
    repository.passkeys([userId]),
  ]);
  const proofs: IdentityProof[] = [];
  if (hash !== null) proofs.push('PASSWORD');
  if (totp !== null && totp.confirmedAt !== null) proofs.push('TOTP');
  if (passkeys.length > 0) proofs.push('PASSKEY');
  return proofs;
}

const proofRequired = (proofs: readonly IdentityProof[]) =>
  refuse<ProofRequired>({
    __typename: 'ProofRequired',
    message:
      proofs.length === 0
        ? 'Sign in again, then try again within five minutes.'
        : 'Confirm your identity, then try again within five minutes.',
    path: ['input'],
    proofs,
  });
