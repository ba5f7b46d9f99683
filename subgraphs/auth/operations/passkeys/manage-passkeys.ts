import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { Passkey } from '../../repository/passkeys.ts';
import { isLastSignInMethod, type LastWayToSignIn, lastSignInMethod } from '../identities/unlink-identity.ts';
import { changeWithProof } from '../proofs/change-with-proof.ts';
import type { ProofNeeds, ProofRequired } from '../proofs/require-proof.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { passkeyName } from './register-passkey.ts';

const MAX_ID_LENGTH = 100;
const passkeyId = z.string().max(MAX_ID_LENGTH, 'There is no passkey with this id.');

/** Renames one of the viewer's passkeys. @throws a fault `UNAUTHENTICATED`. */
export async function renamePasskey(
  { caller, repository }: Pick<AuthContext, 'caller'> & { repository: Pick<AuthRepository, 'renamePasskey'> },
  input: unknown,
): Promise<Result<Passkey, InvalidInput | NotFound>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(z.object({ passkeyId, name: passkeyName }), input);
  if (!parsed.ok) return parsed;
  const renamed = await repository.renamePasskey(viewerId, parsed.value.passkeyId, parsed.value.name);
  return renamed === null ? noSuchPasskey : done(renamed);
}

/** Removes one of the viewer's passkeys, unless it is their last way to sign in. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`. */
export async function removePasskey(
  context: ChangeNeeds & ProofNeeds & { readonly repository: Pick<AuthRepository, 'transaction'> },
  input: unknown,
): Promise<Result<string, NotFound | LastWayToSignIn | ProofRequired>> {
  const viewerId = viewerOf(context.caller);
  const parsed = z.object({ passkeyId }).safeParse(input);
  if (!parsed.success) return noSuchPasskey;
  return changeWithProof(context, async (store): Promise<Result<string, NotFound | LastWayToSignIn>> => {
    const ways = await store.holdWays(viewerId);
    const [passkeys = []] = await store.passkeys([viewerId]);
    if (!passkeys.some(({ id }) => id === parsed.data.passkeyId)) return noSuchPasskey;
    if (isLastSignInMethod(ways)) return lastSignInMethod('passkeyId');
    await store.removePasskey(viewerId, parsed.data.passkeyId);
    await recordChange(context, store, viewerId, 'PASSKEY_REMOVED');
    return done(viewerId);
  });
}

const noSuchPasskey = notFound('You have no passkey with this id.', 'passkeyId');
