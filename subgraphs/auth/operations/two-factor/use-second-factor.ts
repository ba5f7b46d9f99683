import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import type { StoredTotp } from '../../repository/totps.ts';

/** The part of the context that checking needs. */
export type FactorNeeds = Pick<AuthContext, 'now' | 'totp' | 'totpBox' | 'tokenHasher'>;

/** Uses a code up in the caller's transaction; false when it is not right or was used before. */
export type ConsumeCode = (store: Pick<AuthStore, 'useStep' | 'useRecoveryCode'>) => Promise<boolean>;

/** How to use a code of a person's app, or, where `recovery` is allowed, one of their recovery codes. */
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

/** What a sign-in by password needs beside it: the way to use the code, or null when one is asked for and none was given. */
export async function checkSecondFactor(
  context: FactorNeeds & { readonly repository: Pick<AuthRepository, 'totpOf'> },
  userId: string,
  code: string | null,
): Promise<ConsumeCode | null> {
  const stored = await context.repository.totpOf(userId);
  if (stored === null || stored.confirmedAt === null) return NO_SECOND_FACTOR;
  return code === null ? null : consumeCode(context, userId, stored, code, { recovery: true });
}
