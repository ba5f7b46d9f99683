import { requireService } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { ACCESS_TOKEN_TTL_MS, CLOCK_SKEW_MS } from './session-lifetimes.ts';

type Needs = Pick<AuthContext, 'caller' | 'now'> & {
  readonly repository: Pick<AuthRepository, 'sessionsRevokedSince'>;
};

/** A gateway whose clock is slow accepts tokens for longer; allowance for that difference. */
const CLOCK_DIFFERENCE_MS = 120_000;

/** Ids of revoked sessions that may still have an unexpired access token. @throws a fault `FORBIDDEN` for all but gateways. */
export async function listRevokedSessions({ caller, now, repository }: Needs): Promise<readonly string[]> {
  requireService(caller, 'gateway');
  const keptMs = ACCESS_TOKEN_TTL_MS + CLOCK_SKEW_MS + CLOCK_DIFFERENCE_MS;
  return repository.sessionsRevokedSince(new Date(now().getTime() - keptMs));
}
