import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WebhookDelivery } from '../../../../runtime/webhooks/webhook-endpoints.ts';
import type { PaymentsContext } from '../../context.ts';

const DEFAULT_COUNT = 20;
const MAX_COUNT = 100;

/**
 * The newest deliveries to one of the viewer's endpoints, newest first; none where they have no such endpoint.
 *
 * @throws a fault `BAD_USER_INPUT` for a count that is not from 0 to 100.
 */
export async function readDeliveries(
  { caller, endpointsOf, repository }: Pick<PaymentsContext, 'caller' | 'endpointsOf' | 'repository'>,
  { endpointId, first }: { readonly endpointId: string; readonly first: number | null },
): Promise<readonly WebhookDelivery[]> {
  const ownerId = viewerOf(caller);
  const count = first ?? DEFAULT_COUNT;
  if (count < 0 || count > MAX_COUNT) throw fault('BAD_USER_INPUT', `first must be between 0 and ${MAX_COUNT}`);
  return endpointsOf(repository.sql).deliveries(ownerId, endpointId, count);
}
