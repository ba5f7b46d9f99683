import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { Identity } from '../../repository/identities.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { type InvalidOAuthAttempt, providerUnavailable } from '../oauth/oauth-attempt.ts';
import { type RedeemNeeds, redeemOAuthAttempt } from '../oauth/redeem-oauth-attempt.ts';
import { changeWithProof } from '../proofs/change-with-proof.ts';
import { countProof } from '../proofs/count-attempt.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from '../proofs/require-proof.ts';
import type { TooManyAttempts } from '../refusals.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { type InitDataNeeds, type InvalidInitData, invalidInitData, readInitData } from './read-init-data.ts';

/** Reasons why an identity is not linked. */
export type LinkIdentityRefusal =
  | InvalidInput
  | InvalidOAuthAttempt
  | InvalidInitData
  | RefusalOf<'IdentityTaken' | 'ProviderUnavailable' | 'ProviderAlreadyLinked'>
  | ProofRequired
  | TooManyAttempts;

type Needs = RedeemNeeds &
  InitDataNeeds &
  ChangeNeeds &
  ProofNeeds & { readonly repository: Pick<AuthRepository, 'transaction'> };

type Outcome = Result<string, LinkIdentityRefusal>;

const INPUT = z
  .object({ state: z.string().nullish(), code: z.string().nullish(), initData: z.string().nullish() })
  .refine(
    ({ state, code, initData }) => (initData == null ? state != null && code != null : state == null && code == null),
    'Provide either `state` and `code` of a provider, or `initData` of Telegram.',
  );

/**
 * Links an external identity to the viewer: of a provider, by an attempt that the viewer started, or of Telegram. Linking the
 * same identity again has no effect. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`, or `UNAVAILABLE` when the
 * provider is unavailable.
 */
export async function linkIdentity(context: Needs, input: unknown): Promise<Outcome> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  if (parsed.value.initData != null && !context.telegram.isConfigured) return providerUnavailable('initData');
  // Checked before the attempt is consumed, so that it can be redeemed after the proof.
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  if (parsed.value.initData != null) return linkTelegram(context, viewerId, parsed.value);
  const redeemed = await redeemOAuthAttempt(context, parsed.value, ({ userId }) => userId === viewerId);
  if (!redeemed.ok) return redeemed;
  return link(context, { ...redeemed.value.identity, userId: viewerId }, async () => null);
}

async function linkTelegram(context: Needs, viewerId: string, input: object): Promise<Outcome> {
  return countProof(context, `link:${viewerId}`, async (): Promise<Outcome> => {
    const proof = readInitData(context, input);
    if (proof === null) return invalidInitData;
    return link(context, { provider: 'telegram', subject: proof.subject, userId: viewerId }, async (store) =>
      (await store.useProof(proof.fingerprint, proof.expiresAt)) ? null : invalidInitData,
    );
  });
}

function link(
  context: Needs,
  { provider, subject, userId }: Omit<Identity, 'createdAt'>,
  alsoInTransaction: (store: AuthStore) => Promise<typeof invalidInitData | null>,
): Promise<Outcome> {
  return changeWithProof(context, async (store): Promise<Outcome> => {
    const refused = await alsoInTransaction(store);
    if (refused !== null) return refused;
    const linking = await store.addIdentity({ provider, subject, userId, createdAt: context.now() });
    if (linking === 'TAKEN') return identityTaken;
    if (linking === 'ANOTHER') return alreadyLinked;
    if (linking === 'ADDED') await recordChange(context, store, userId, 'IDENTITY_LINKED');
    return done(userId);
  });
}

const identityTaken = refuse<RefusalOf<'IdentityTaken'>>({
  __typename: 'IdentityTaken',
  message: 'This identity is linked to another account.',
  path: ['input'],
});

const alreadyLinked = refuse<RefusalOf<'ProviderAlreadyLinked'>>({
  __typename: 'ProviderAlreadyLinked',
  message: 'Another identity of this provider is already linked. Unlink it first.',
  path: ['input'],
});
