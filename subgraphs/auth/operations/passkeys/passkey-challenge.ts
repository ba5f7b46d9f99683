import { z } from 'zod';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';

export type PasskeyNeeds = Pick<AuthContext, 'now' | 'client' | 'tokenHasher' | 'passkeyRules'> & {
  readonly repository: Pick<AuthRepository, 'putPasskeyChallenge' | 'takePasskeyChallenge'>;
};

type Rules = AuthContext['passkeyRules'];

/** Time for the user to complete the prompt of their device. */
const CHALLENGE_TTL_MS = 5 * 60_000;

/** Longer than any response without its own attestation. */
const MAX_RESPONSE_LENGTH = 20_000;

/** Input that carries the browser's credential as JSON. */
export const CREDENTIAL_RESPONSE = z.object({ response: z.string().max(MAX_RESPONSE_LENGTH) });

const hashOf = ({ tokenHasher }: PasskeyNeeds, challenge: string) => tokenHasher.hash(challenge, 'passkey');

/** Stores the challenge of a registration (`userId`) or a sign-in (null). Returns the options as JSON. */
export async function storeChallenge(
  context: PasskeyNeeds,
  { json, challenge }: Awaited<ReturnType<Rules['requestOptions']>>,
  userId: string | null,
): Promise<string> {
  const expiresAt = new Date(context.now().getTime() + CHALLENGE_TTL_MS);
  const purpose = userId === null ? 'SIGN_IN' : 'REGISTER';
  await context.repository.putPasskeyChallenge({ hash: hashOf(context, challenge), purpose, userId, expiresAt });
  return json;
}

/** Consumes the challenge of a response, even if the response is refused later; false when it is unknown, used or expired. */
export function consumeChallenge(
  context: PasskeyNeeds,
  { challenge }: NonNullable<ReturnType<Rules['read']>>,
  userId: string | null,
): Promise<boolean> {
  const purpose = userId === null ? 'SIGN_IN' : 'REGISTER';
  return context.repository.takePasskeyChallenge({ hash: hashOf(context, challenge), purpose, userId }, context.now());
}
