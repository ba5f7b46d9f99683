import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { handleWork, type WorkHandler } from '../../runtime/work/work-handler.ts';
import { EXPORT_REQUESTED, messageDelivery } from './events.ts';
import { type WatchNeeds, watchErasures } from './operations/accounts/watch-erasures.ts';
import { type CollectNeeds, collectDataExports } from './operations/data-exports/collect-data-exports.ts';
import { type ExportPruneNeeds, pruneDataExports } from './operations/data-exports/prune-data-exports.ts';
import { type DeliveryNeeds, deliverMessage, type RefusedAddress } from './operations/messages/deliver-message.ts';
import { type ExpiredPruneNeeds, pruneExpired } from './operations/sessions/prune-expired.ts';
import { pruneSessions, type SessionPruneNeeds } from './operations/sessions/prune-sessions.ts';
import { type RotationNeeds, rotateSigningKeys } from './operations/sessions/rotate-signing-keys.ts';
import type { AuthStore } from './repository/index.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

type Needs = RotationNeeds &
  SessionPruneNeeds &
  ExpiredPruneNeeds &
  WatchNeeds &
  Omit<CollectNeeds, 'report'> &
  ExportPruneNeeds;

/** Background jobs of the domain. */
export function jobsOf(needs: Needs, { log }: Pick<Host, 'log'>): readonly Job[] {
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
      name: 'collect-data-exports',
      topic: EXPORT_REQUESTED,
      pollMs: SECOND_MS,
      run: () => collectDataExports({ ...needs, report: reportExport }),
    },
  ];
}

/** Sends queued messages: retried after 5 s, then with growing delays up to 10 min, until they expire. */
export function workOf(needs: Omit<DeliveryNeeds, 'report'>, { log }: Pick<Host, 'log'>): WorkHandler<AuthStore> {
  const report: DeliveryNeeds['report'] = (messageId, err) =>
    log.warn({ err, messageId }, 'a message is refused for good');
  return handleWork(messageDelivery, {
    concurrency: 10,
    backoff: { firstMs: 5 * SECOND_MS, maxMs: 10 * MINUTE_MS },
    // It expires before.
    maxFailures: 10_000,
    call: (item) => deliverMessage({ ...needs, report }, item),
    async complete(store: AuthStore, _, __, refused: RefusedAddress) {
      if (refused !== null) await store.noteRefusal(refused, needs.now());
    },
  });
}
