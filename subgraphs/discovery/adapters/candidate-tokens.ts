import { z } from 'zod';
import { createSignedTokens } from '../../../runtime/signed-links/signed-token.ts';
import type { DiscoveryContext } from '../context.ts';

const TTL_SECONDS = 24 * 60 * 60;

const FORM = z.object({ viewerId: z.string(), candidateId: z.string(), score: z.number(), expiresAt: z.number() });

const secondsOf = (now: Date): number => Math.floor(now.getTime() / 1_000);

/** Candidate tokens that are valid for a day; nothing is stored for them. */
export function createCandidateTokens(secrets: readonly [string, ...string[]]): DiscoveryContext['candidateTokens'] {
  const tokens = createSignedTokens('discovery.candidate', secrets, FORM);
  return {
    mint: (shown, now) => tokens.mint({ ...shown, expiresAt: secondsOf(now) + TTL_SECONDS }),
    read(token, { viewerId, candidateId }, now) {
      const content = tokens.read(token);
      const isTheirs = content?.viewerId === viewerId && content.candidateId === candidateId;
      return isTheirs && secondsOf(now) < content.expiresAt ? content : null;
    },
  };
}
