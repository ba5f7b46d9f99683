import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { EXPORT_REQUESTED, MESSAGE_QUEUED } from './events.ts';
import { type WatchNeeds, watchErasures } from './operations/accounts/watch-erasures.ts';
import { type CollectNeeds, collectDataExports } from './operations/data-exports/collect-data-exports.ts';
import { type ExportPruneNeeds, pruneDataExports } from './operations/data-exports/prune-data-exports.ts';
import { type DeliveryNeeds, deliverMessages } from './operations/messages/deliver-messages.ts';
import { type ExpiredPruneNeeds, pruneExpired } from './operations/sessions/prune-expired.ts';
import { pruneSessions, type SessionPruneNeeds } from './operations/sessions/prune-sessions.ts';
import { type RotationNeeds, rotateSigningKeys } from './operations/sessions/rotate-signing-keys.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

type Needs = RotationNeeds &
  SessionPruneNeeds &
  ExpiredPruneNeeds &
  Omit<DeliveryNeeds, 'report'> &
  WatchNeeds &
  Omit<CollectNeeds, 'report'> &
  ExportPruneNeeds;

/** Background jobs of the domain. */
export function jobsOf(needs: Needs, { log }: Pick<Host, 'log'>): readonly Job[] {
  const reportMessage: DeliveryNeeds['report'] = (messageId, attempts, err) =>
    log.warn({ err, messageId, attempts }, 'message delivery failed; retrying');
  const reportExport: CollectNeeds['report'] = ({ id: exportId, domains: [domain], attempts }, isFinal, err) =>
    isFinal
      ? log.error({ err, exportId, domain, attempts, alert: true }, 'data export failed')
      : log.warn({ err, exportId, domain, attempts }, 'data export step failed; retrying');

  return [
    { name: 'rotate-signing-keys', everyMs: HOUR_MS, run: () => rotateSigningKeys(needs) },
    { name: 'forget-sessions', everyMs: HOUR_MS, run: (signal) => pruneSessions(needs, signal) },
    { name: 'forget-stale', everyMs: HOUR_MS, run: () => pruneExpired(needs) },
    { name: 'forget-data-exports', everyMs: HOUR_MS, run: (signal) => pruneDataExports(needs, signal) },
    {
      name: 'watch-erasures',
      everyMs: MINUTE_MS,
      run: () => watchErasures(needs),
      // Another process takes over: the last values of this one must not stay in its metrics.
      onStop: () => needs.report([]),
    },
    {
      name: 'deliver-messages',
      topic: MESSAGE_QUEUED,
      pollMs: 2 * SECOND_MS,
      run: () => deliverMessages({ ...needs, report: reportMessage }),
    },
    {
      name: 'collect-data-exports',
      topic: EXPORT_REQUESTED,
      pollMs: SECOND_MS,
      run: () => collectDataExports({ ...needs, report: reportExport }),
    },
  ];
}
