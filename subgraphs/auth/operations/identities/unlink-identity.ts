import { z } from 'zod';
import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { SignInWays } from '../../repository/sign-in-ways.ts';
import { changeWithProof } from '../proofs/change-with-proof.ts';
import type { ProofNeeds, ProofRequired } from '../proofs/require-proof.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';

/** The last remaining way to sign in to the account. */
export type LastWayToSignIn = RefusalOf<'LastWayToSignIn'>;

/** Reasons why an identity is not unlinked. */
export type UnlinkIdentityRefusal = NotFound | LastWayToSignIn | ProofRequired;

type Needs = ChangeNeeds & ProofNeeds & { readonly repository: Pick<AuthRepository, 'transaction'> };

const MAX_PROVIDER_LENGTH = 40;
const INPUT = z.object({ provider: z.string().max(MAX_PROVIDER_LENGTH) });

/** Unlinks one of the viewer's identities, unless it is their last way to sign in. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`. */
export async function unlinkIdentity(context: Needs, input: unknown): Promise<Result<string, UnlinkIdentityRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = INPUT.safeParse(input);
  if (!parsed.success) return noSuchIdentity;
  const { provider } = parsed.data;
  return changeWithProof(context, async (store): Promise<Result<string, NotFound | LastWayToSignIn>> => {
    const ways = await store.holdWays(viewerId);
    const [identities] = await store.identities([viewerId]);
    if (identities?.some((identity) => identity.provider === provider) !== true) return noSuchIdentity;
    if (isLastSignInMethod(ways)) return lastSignInMethod('provider');
    await store.removeIdentity(viewerId, provider);
    await recordChange(context, store, viewerId, 'IDENTITY_UNLINKED');
    return done(viewerId);
  });
}

/** Whether removing one of these would leave no way to sign in. */
export const isLastSignInMethod = ({ passwords, identities, passkeys }: SignInWays): boolean =>
  passwords + identities + passkeys <= 1;

/** Refuses to remove the last way to sign in. `field` is its path in the input. */
export const lastSignInMethod = (field: string) =>
  refuse<LastWayToSignIn>({
    __typename: 'LastWayToSignIn',
    message: 'This is the only way to sign in to your account. Add another one first.',
    path: ['input', field],
  });

const noSuchIdentity = notFound('No identity of this provider is linked to your account.', 'provider');
