import { z } from 'zod';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { CLOCK_SKEW_MS } from '../sessions/session-lifetimes.ts';

/** The `initData` is not valid, or not any more. */
export type InvalidInitData = RefusalOf<'InvalidInitData'>;

export type InitDataNeeds = Pick<AuthContext, 'now' | 'telegram'>;

/** How long `initData` is valid after it was signed. */
const WINDOW_MS = 300_000;

const MAX_LENGTH = 8_192;
const INPUT = z.object({ initData: z.string().max(MAX_LENGTH) });

/** The verified identity and its expiry; null when the data is not from Telegram for our bot or older than 300 seconds. */
export function readInitData({ now, telegram }: InitDataNeeds, input: unknown) {
  const parsed = INPUT.safeParse(input);
  const proof = parsed.success ? telegram.read(parsed.data.initData) : null;
  if (proof === null) return null;
  const age = now().getTime() - proof.signedAt.getTime();
  if (age >= WINDOW_MS || age < -CLOCK_SKEW_MS) return null;
  // Data signed by a clock ahead of ours is valid slightly longer.
  return { ...proof, expiresAt: new Date(proof.signedAt.getTime() + WINDOW_MS) };
}

/** Whether the data is genuine, fresh and unused. Does not consume it. */
export async function validateInitData(
  context: InitDataNeeds & { readonly repository: Pick<AuthRepository, 'isProofUsed'> },
  initData: string,
) {
  const proof = readInitData(context, { initData });
  if (proof === null || (await context.repository.isProofUsed(proof.fingerprint))) {
    return { valid: false, telegramId: null, username: null, expiresAt: null };
  }
  return { valid: true, telegramId: proof.subject, username: proof.username, expiresAt: proof.expiresAt };
}

/** One refusal for data that is forged, expired or used. */
export const invalidInitData = refuse<InvalidInitData>({
  __typename: 'InvalidInitData',
  message: 'Telegram could not confirm your identity. Reopen the app and try again.',
  path: ['input', 'initData'],
});
