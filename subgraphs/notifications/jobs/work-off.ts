import { setTimeout } from 'node:timers/promises';
import type { Signals } from '../../../runtime/live/signals.ts';
import type { Job } from '../../../runtime/subgraph/domain.ts';
import { WORK_TOPIC } from '../events.ts';
import { createDeliveryQueue, type QueueNeeds } from '../operations/deliveries/delivery-queue.ts';
import { type DigestNeeds, sendDigests } from '../operations/digests/send-digests.ts';
import { type ExpandNeeds, expandOccurrences } from '../operations/occurrences/expand-occurrences.ts';

/** What lost rings, new due times and lapsed leases wait for at most. */
const POLL_MS = 1_000;

interface Ringing {
  readonly signals: Pick<Signals, 'on' | 'notify'>;
}

type DeliveringNeeds = Omit<QueueNeeds, 'expire' | 'onCapacity'>;

/** Brings what happens to those whom it concerns. What it writes down to be delivered is rung for. */
const bringOccurrences = (needs: ExpandNeeds & Ringing): Job => ({
  name: 'bring-occurrences',
  run: (signal) =>
    workOff(needs, signal, async () => {
      const count = await expandOccurrences(needs, signal);
      if (count > 0) await needs.signals.notify(WORK_TOPIC, {});
      return count;
    }),
});

/** Delivers what is due, each delivery by itself. */
function deliverNotifications(needs: DeliveringNeeds & Ringing): Job {
  let onCapacity: () => void = () => undefined;
  // Of the job, not of one run: a run that fails leaves its deliveries under way.
  const queue = createDeliveryQueue({ ...needs, expire, onCapacity: () => onCapacity() });
  return {
    name: 'deliver-notifications',
    async run(signal) {
      await workOff(needs, signal, (wake) => {
        onCapacity = wake;
        return queue.fill();
      });
      await queue.drain();
    },
  };
}

const expire = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal, ref: false });

/** Sends digests whose time has come. */
const deliverDigests = (needs: DigestNeeds & Ringing): Job => ({
  name: 'deliver-digests',
  run: (signal) => workOff(needs, signal, () => sendDigests(needs, signal)),
});

/** All that brings what happens to people: audiences, deliveries, digests. */
export const workOffQueues = (needs: ExpandNeeds & DeliveringNeeds & DigestNeeds & Ringing): Job[] => [
  bringOccurrences(needs),
  deliverNotifications(needs),
  deliverDigests(needs),
];

/** Works as long as there is work, then until the bell rings, somebody calls `wake`, or a while has passed. */
async function workOff(
  { signals }: Ringing,
  signal: AbortSignal,
  work: (wake: () => void) => Promise<number>,
): Promise<void> {
  let isRung = true;
  let endWaiting: () => void = () => undefined;
  const wake = (): void => {
    isRung = true;
    endWaiting();
  };
  const unlisten = signals.on(WORK_TOPIC, wake);
  try {
    while (!signal.aborted) {
      isRung = false;
      if ((await work(wake)) > 0 || isRung) continue;
      const ended = new AbortController();
      endWaiting = () => ended.abort();
      const either = AbortSignal.any([signal, ended.signal]);
      await setTimeout(POLL_MS, undefined, { signal: either, ref: false }).catch(() => undefined);
    }
  } finally {
    unlisten();
  }
}
