import { z } from 'zod';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** The part of the context that challenges need. */
export type PasskeyNeeds = Pick<AuthContext, 'now' | 'client' | 'tokenHasher' | 'passkeyRules'> & {
  readonly repository: Pick<AuthRepository, 'putPasskeyChallenge' | 'takePasskeyChallenge'>;
};

type Rules = AuthContext['passkeyRules'];

/** How long a person may take to be verified by their device. */
const CHALLENGE_TTL_MS = 5 * 60_000;

/** Longer than any answer without an attestation of its own. */
const MAX_RESPONSE_LENGTH = 20_000;

/** What a browser answered, as it is given back. */
export const CREDENTIAL_RESPONSE = z.object({ response: z.string().max(MAX_RESPONSE_LENGTH) });

const hashOf = ({ tokenHasher }: PasskeyNeeds, challenge: string) => tokenHasher.hash(challenge, 'passkey');

/** Keeps what a passkey is to sign: for the person who registers, or for whoever signs in. Answers with the options. */
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

/** Uses the challenge of an answer up, whatever comes of the answer; false when it is not ours, was used, or has lapsed. */
export function consumeChallenge(
  context: PasskeyNeeds,
  { challenge }: NonNullable<ReturnType<Rules['read']>>,
  userId: string | null,
): Promise<boolean> {
  const purpose = userId === null ? 'SIGN_IN' : 'REGISTER';
  return context.repository.takePasskeyChallenge({ hash: hashOf(context, challenge), purpose, userId }, context.now());
}
