import type { Job } from '../../../runtime/subgraph/domain.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import type { WatchNeeds } from '../operations/accounts/watch-erasures.ts';
import type { DeliveryNeeds } from '../operations/messages/deliver-messages.ts';
import type { ExpiredPruneNeeds } from '../operations/sessions/prune-expired.ts';
import type { SessionPruneNeeds } from '../operations/sessions/prune-sessions.ts';
import type { RotationNeeds } from '../operations/sessions/rotate-signing-keys.ts';
import { dataExportJobs } from './data-exports.ts';
import { deliverMessagesAlways } from './deliver-messages.ts';
import { forgetSessionsHourly } from './forget-sessions.ts';
import { forgetStaleHourly } from './forget-stale.ts';
import { rotateSigningKeysHourly } from './rotate-signing-keys.ts';
import { watchErasuresAlways } from './watch-erasures.ts';

type Needs = RotationNeeds &
  SessionPruneNeeds &
  ExpiredPruneNeeds &
  Omit<DeliveryNeeds, 'report'> &
  WatchNeeds &
  Parameters<typeof dataExportJobs>[0];

/** Background jobs of the domain. */
export const jobsOf = (needs: Needs, host: Pick<Host, 'signals' | 'log'>): readonly Job[] => [
  rotateSigningKeysHourly(needs),
  forgetSessionsHourly(needs),
  forgetStaleHourly(needs),
  deliverMessagesAlways(needs, host),
  watchErasuresAlways(needs),
  ...dataExportJobs(needs, host),
];
