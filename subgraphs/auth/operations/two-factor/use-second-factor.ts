import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import type { StoredTotp } from '../../repository/totps.ts';

export type FactorNeeds = Pick<AuthContext, 'now' | 'totp' | 'totpBox' | 'tokenHasher'>;

/** Consumes a code in the caller's transaction; false when it is wrong or was used before. */
export type ConsumeCode = (store: Pick<AuthStore, 'useStep' | 'useRecoveryCode'>) => Promise<boolean>;

/** Returns how to consume a code of the user's app or, if `recovery` is allowed, one of their recovery codes. */
export function consumeCode(
  { now, totp, totpBox, tokenHasher }: FactorNeeds,
  userId: string,
  { sealedSecret }: StoredTotp,
  code: string,
  { recovery }: { readonly recovery: boolean },
): ConsumeCode {
  const secret = totpBox.open(userId, sealedSecret).toString();
  const step = totp.stepOf(secret, code, now());
  return async (store) => {
    if (step !== null) return store.useStep(userId, sealedSecret, step);
    return recovery && store.useRecoveryCode(userId, tokenHasher.hash(code.toLowerCase(), userId));
  };
}

const NO_SECOND_FACTOR: ConsumeCode = async () => true;

/** Returns how to consume the second factor of a sign-in with a password; null when a code is required but missing. */
export async function checkSecondFactor(
  context: FactorNeeds & { readonly repository: Pick<AuthRepository, 'totpOf'> },
  userId: string,
  code: string | null,
): Promise<ConsumeCode | null> {
  const stored = await context.repository.totpOf(userId);
  if (stored === null || stored.confirmedAt === null) return NO_SECOND_FACTOR;
  return code === null ? null : consumeCode(context, userId, stored, code, { recovery: true });
}
