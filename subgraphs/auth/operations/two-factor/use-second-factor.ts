import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import type { StoredTotp } from '../../repository/totps.ts';

/** The part of the context that checking needs. */
export type FactorNeeds = Pick<AuthContext, 'now' | 'totp' | 'totpBox' | 'proofSecrets'>;

/** Uses a code up in the caller's transaction; false when it is not right or was used before. */
export type UseCode = (store: Pick<AuthStore, 'useStep' | 'useRecoveryCode'>) => Promise<boolean>;

/** How to use a code of a person's app, or, where `recovery` is allowed, one of their recovery codes. */
export function useCode(
  { now, totp, totpBox, proofSecrets }: FactorNeeds,
  userId: string,
  { sealedSecret }: StoredTotp,
  code: string,
  { recovery }: { readonly recovery: boolean },
): UseCode {
  const secret = totpBox.open(userId, sealedSecret).toString();
  const step = totp.stepOf(secret, code, now());
  return async (store) => {
    if (step !== null) return store.useStep(userId, sealedSecret, step);
    return recovery && store.useRecoveryCode(userId, proofSecrets.hash(code.toLowerCase(), userId));
  };
}

const NOTHING_TO_USE: UseCode = async () => true;

/** What a sign-in by password needs beside it: the way to use the code, or null when one is asked for and none was given. */
export async function secondFactor(
  context: FactorNeeds & { readonly repository: Pick<AuthRepository, 'totpOf'> },
  userId: string,
  code: string | null,
): Promise<UseCode | null> {
  const stored = await context.repository.totpOf(userId);
  if (stored === null || stored.confirmedAt === null) return NOTHING_TO_USE;
  return code === null ? null : useCode(context, userId, stored, code, { recovery: true });
}
