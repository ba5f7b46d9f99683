import { requireService } from '../../../runtime/viewer.ts';
import type { AuthContext } from '../context.ts';
import type { AuthRepository } from '../repository/index.ts';
import { ACCESS_TOKEN_TTL_MS, CLOCK_SKEW_MS } from './lifetimes.ts';

/** The part of the context that listing needs. */
type Needs = Pick<AuthContext, 'caller' | 'now'> & {
  readonly repository: Pick<AuthRepository, 'sessionsRevokedSince'>;
};

/** Ids of revoked sessions whose last access token may not have lapsed yet. @throws a fault `FORBIDDEN` for all but gateways. */
export async function listRevokedSessions({ caller, now, repository }: Needs): Promise<readonly string[]> {
  requireService(caller, 'gateway');
  return repository.sessionsRevokedSince(new Date(now().getTime() - ACCESS_TOKEN_TTL_MS - CLOCK_SKEW_MS));
}
