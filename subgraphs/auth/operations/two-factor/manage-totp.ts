import { z } from 'zod';
import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { type InvalidToken, invalidToken } from '../proof-refusals.ts';
import { countProof } from '../proofs/count-attempt.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from '../proofs/require-proof.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { consumeCode, type FactorNeeds } from './use-second-factor.ts';

/** Reasons why a code is refused. */
export type TotpRefusal = NotFound | InvalidToken | TooManyAttempts;

type Needs = FactorNeeds &
  ChangeNeeds &
  ProofNeeds & {
    readonly attempts: Pick<AuthContext['attempts'], 'proof'>;
    readonly repository: Pick<AuthRepository, 'totpOf' | 'accounts' | 'transaction'>;
  };

const RECOVERY_CODE_COUNT = 10;
const MAX_CODE_LENGTH = 100;
const INPUT = z.object({ code: z.string().trim().max(MAX_CODE_LENGTH) });

/** Creates a TOTP secret and recovery codes, required at sign-in once `confirmTotp` succeeds. @throws a fault `UNAUTHENTICATED`. */
export async function enrollTotp(context: Needs) {
  const viewerId = viewerOf(context.caller);
  const { totp, totpBox, tokenHasher, repository } = context;
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  const [account] = await repository.accounts([viewerId]);
  const secret = totp.makeSecret();
  const recoveryCodes = Array.from({ length: RECOVERY_CODE_COUNT }, () => tokenHasher.longCode());
  const hashes = recoveryCodes.map((code) => tokenHasher.hash(code, viewerId));
  const sealed = totpBox.seal(viewerId, Buffer.from(secret));
  const put = await repository.transaction((store) => store.putTotp(viewerId, sealed, hashes));
  if (!put) return alreadyEnabled;
  const otpauthUrl = totp.urlOf(secret, account?.email ?? account?.phone ?? viewerId);
  return done({ secret, otpauthUrl, recoveryCodes });
}

/** Turns two-factor authentication on with a first code, which proves that the app has the secret. @throws a fault `UNAUTHENTICATED`. */
export async function confirmTotp(
  context: Needs,
  input: unknown,
): Promise<Result<string, TotpRefusal | RefusalOf<'TotpAlreadyEnabled'> | ProofRequired>> {
  const stored = await context.repository.totpOf(viewerOf(context.caller));
  if (stored !== null && stored.confirmedAt !== null) return alreadyEnabled;
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  return byCode(context, input, false, async (store, viewerId) => {
    await store.confirmTotp(viewerId, context.now());
    await recordChange(context, store, viewerId, 'TOTP_ENABLED');
  });
}

/** Turns two-factor authentication off with a code or a recovery code as proof. @throws a fault `UNAUTHENTICATED`. */
export const disableTotp = (context: Needs, input: unknown): Promise<Result<string, TotpRefusal>> =>
  byCode(context, input, true, async (store, viewerId) => {
    await store.removeTotp(viewerId);
    await recordChange(context, store, viewerId, 'TOTP_DISABLED');
  });

async function byCode(
  context: Needs,
  input: unknown,
  confirmed: boolean,
  change: (store: AuthStore, viewerId: string) => Promise<void>,
): Promise<Result<string, TotpRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = INPUT.safeParse(input);
  const code = parsed.success ? parsed.data.code : '';
  const stored = await context.repository.totpOf(viewerId);
  if (stored === null || (stored.confirmedAt !== null) !== confirmed) {
    return notFound('Two-factor authentication is not set up.');
  }
  return countProof(context, `totp:${viewerId}`, async (): Promise<Result<string, TotpRefusal>> => {
    const use = consumeCode(context, viewerId, stored, code, { recovery: confirmed });
    const right = await context.repository.transaction(async (store) => {
      if (!(await use(store))) return false;
      await change(store, viewerId);
      return true;
    });
    if (right) await notifyWork(context.signals, 'auth');
    return right ? done(viewerId) : invalidToken('code');
  });
}

const alreadyEnabled = refuse<RefusalOf<'TotpAlreadyEnabled'>>({
  __typename: 'TotpAlreadyEnabled',
  message: 'Two-factor authentication is already on. Turn it off first.',
  path: ['input'],
});
