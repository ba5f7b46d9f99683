import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { SessionRevoked } from '../../events.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { type LastWayToSignIn, lastSignInMethod } from '../identities/unlink-identity.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from '../proofs/require-proof.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { endSessions, notifyRevokedSessions } from './end-sessions.ts';

type Needs = ChangeNeeds & ProofNeeds & { readonly repository: Pick<AuthRepository, 'transaction'> };

/** Reasons why no session is ended. */
export type RevokeAllRefusal = InvalidInput | NotFound | ProofRequired | LastWayToSignIn;

const FIELD = 'removeFactorsAddedSince';
const INPUT = z.object({ [FIELD]: z.date().nullish() });

/**
 * Ends all sessions of the viewer, including this one, and refuses when none is open any more. With
 * `removeFactorsAddedSince`, which requires a fresh proof, also removes passkeys, identities and two-factor secrets that
 * were added since then. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`.
 */
export async function revokeAllSessions(context: Needs, input: unknown): Promise<Result<string, RevokeAllRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const since = parsed.value.removeFactorsAddedSince ?? null;
  const refused = since === null ? null : await requireProof(context);
  if (refused !== null) return refused;
  let ended: SessionRevoked[] = [];
  const outcome = await context.repository.transaction(async (store): Promise<Result<string, RevokeAllRefusal>> => {
    if (since !== null && !(await removeFactors(context, store, viewerId, since))) return lastSignInMethod(FIELD);
    ended = await endSessions(store, { userId: viewerId, except: null }, context.now());
    return ended.length === 0 ? notFound('You have no open sessions.') : done(viewerId);
  });
  if (outcome.ok) await Promise.all([notifyRevokedSessions(context, ended), notifyWork(context.signals, 'auth')]);
  return outcome;
}

/** Removes everything that was added since; or nothing and returns false if no way to sign in would be left. */
async function removeFactors(context: Needs, store: AuthStore, userId: string, since: Date): Promise<boolean> {
  const ways = await store.holdWays(userId);
  const [[passkeys = []], [identities = []], totp] = await Promise.all([
    store.passkeys([userId]),
    store.identities([userId]),
    store.totpOf(userId),
  ]);
  const addedPasskeys = passkeys.filter(({ createdAt }) => createdAt >= since);
  const addedIdentities = identities.filter(({ createdAt }) => createdAt >= since);
  const removed = addedPasskeys.length + addedIdentities.length;
  if (removed > 0 && removed >= ways.passwords + ways.identities + ways.passkeys) return false;
  for (const { id } of addedPasskeys) {
    await store.removePasskey(userId, id);
    await recordChange(context, store, userId, 'PASSKEY_REMOVED');
  }
  for (const { provider } of addedIdentities) {
    await store.removeIdentity(userId, provider);
    await recordChange(context, store, userId, 'IDENTITY_UNLINKED');
  }
  if (totp !== null && (totp.confirmedAt === null || totp.confirmedAt >= since)) {
    await store.removeTotp(userId);
    if (totp.confirmedAt !== null) await recordChange(context, store, userId, 'TOTP_DISABLED');
  }
  return true;
}
