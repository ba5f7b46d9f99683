import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { SecurityEvent } from '../../repository/security-events.ts';

type Needs = Pick<AuthContext, 'caller'> & { readonly repository: Pick<AuthRepository, 'securityEvents'> };

/** One page of the viewer's security events, latest first. @throws a fault `UNAUTHENTICATED`. */
export const listSecurityEvents = (
  { caller, repository }: Needs,
  page: PageRequest<readonly [string]>,
): Promise<readonly SecurityEvent[]> => repository.securityEvents(viewerOf(caller), page);
