import { setTimeout } from 'node:timers/promises';
import type { Job, QueueJob } from '../../runtime/jobs/job.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import { DELIVERIES_TOPIC, OCCURRENCES_TOPIC } from './events.ts';
import { createDeliveryQueue, type QueueNeeds } from './operations/deliveries/delivery-queue.ts';
import { type DigestNeeds, sendDigests } from './operations/digests/send-digests.ts';
import { type ExpandNeeds, expandOccurrences } from './operations/occurrences/expand-occurrences.ts';
import { type PruneNeeds, pruneNotifications } from './operations/prune-notifications.ts';

/** Maximum delay of work whose signal was lost, whose time has come or whose lease has expired. */
const POLL_MS = 1_000;
const DELIVERIES = { topic: DELIVERIES_TOPIC, pollMs: POLL_MS };
/** While many messages are sent, their occurrences are expanded together. */
const EXPANSION_INTERVAL_MS = 20;

const HOUR_MS = 60 * 60 * 1_000;

type DeliveryNeeds = Omit<QueueNeeds, 'expire' | 'onCapacity'>;
type Needs = ExpandNeeds & DeliveryNeeds & DigestNeeds & PruneNeeds & { readonly signals: Pick<Signals, 'notify'> };

/** Background work of the domain: audiences, deliveries, digests, retention. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  {
    name: 'bring-occurrences',
    ...{ topic: OCCURRENCES_TOPIC, pollMs: POLL_MS, minIntervalMs: EXPANSION_INTERVAL_MS },
    async run(signal) {
      const { hasMore, hasDeliveries } = await expandOccurrences(needs, signal);
      if (hasDeliveries) await needs.signals.notify(DELIVERIES_TOPIC, {});
      return hasMore;
    },
  },
  deliverNotifications(needs),
  { name: 'deliver-digests', ...DELIVERIES, run: async (signal) => (await sendDigests(needs, signal)) > 0 },
  { name: 'prune-notifications', everyMs: HOUR_MS, run: (signal) => pruneNotifications(needs, signal) },
];

/** Sends due deliveries in parallel: a slow or failed one does not hold up the others. */
function deliverNotifications(needs: DeliveryNeeds): QueueJob {
  let onCapacity: () => void = () => undefined;
  // Of the job, not of one run: a run that fails leaves its deliveries under way.
  const queue = createDeliveryQueue({ ...needs, expire, onCapacity: () => onCapacity() });
  return {
    name: 'deliver-notifications',
    ...DELIVERIES,
    async run(_, wake) {
      onCapacity = wake;
      return (await queue.fill()) > 0;
    },
    onStop: queue.drain,
  };
}

const expire = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal, ref: false });
