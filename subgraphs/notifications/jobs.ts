import { setTimeout } from 'node:timers/promises';
import type { Job, QueueJob } from '../../runtime/jobs/job.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import { WORK_TOPIC } from './events.ts';
import { createDeliveryQueue, type QueueNeeds } from './operations/deliveries/delivery-queue.ts';
import { type DigestNeeds, sendDigests } from './operations/digests/send-digests.ts';
import { type ExpandNeeds, expandOccurrences } from './operations/occurrences/expand-occurrences.ts';
import { type PruneNeeds, pruneNotifications } from './operations/prune-notifications.ts';

/** Maximum delay of work whose signal was lost, whose time has come or whose lease has expired. */
const WORK = { topic: WORK_TOPIC, pollMs: 1_000 };

const HOUR_MS = 60 * 60 * 1_000;

type DeliveryNeeds = Omit<QueueNeeds, 'expire' | 'onCapacity'>;
type Needs = ExpandNeeds & DeliveryNeeds & DigestNeeds & PruneNeeds & { readonly signals: Pick<Signals, 'notify'> };

/** Background work of the domain: audiences, deliveries, digests, retention. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  {
    name: 'bring-occurrences',
    ...WORK,
    async run(signal) {
      const count = await expandOccurrences(needs, signal);
      if (count > 0) await needs.signals.notify(WORK_TOPIC, {});
      return count > 0;
    },
  },
  deliverNotifications(needs),
  { name: 'deliver-digests', ...WORK, run: async (signal) => (await sendDigests(needs, signal)) > 0 },
  { name: 'prune-notifications', everyMs: HOUR_MS, run: (signal) => pruneNotifications(needs, signal) },
];

/** Sends due deliveries in parallel: a slow or failed one does not hold up the others. */
function deliverNotifications(needs: DeliveryNeeds): QueueJob {
  let onCapacity: () => void = () => undefined;
  // Of the job, not of one run: a run that fails leaves its deliveries under way.
  const queue = createDeliveryQueue({ ...needs, expire, onCapacity: () => onCapacity() });
  return {
    name: 'deliver-notifications',
    ...WORK,
    async run(_, wake) {
      onCapacity = wake;
      return (await queue.fill()) > 0;
    },
    onStop: queue.drain,
  };
}

const expire = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal, ref: false });
