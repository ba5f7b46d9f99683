import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { ACCESS_TOKEN_TTL_MS, CLOCK_SKEW_MS } from './session-lifetimes.ts';

type Needs = Pick<AuthContext, 'now'> & {
  readonly repository: Pick<AuthRepository, 'sessionsRevokedSince'>;
};

/** A gateway whose clock is slow accepts tokens for longer; allowance for that difference. */
const CLOCK_DIFFERENCE_MS = 120_000;

/** Ids of revoked sessions that may still have an unexpired access token. */
export async function listRevokedSessions({ now, repository }: Needs): Promise<readonly string[]> {
  const keptMs = ACCESS_TOKEN_TTL_MS + CLOCK_SKEW_MS + CLOCK_DIFFERENCE_MS;
  return repository.sessionsRevokedSince(new Date(now().getTime() - keptMs));
}
