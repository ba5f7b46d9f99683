import { setTimeout } from 'node:timers/promises';
import type { Job } from '../../../runtime/domain.ts';
import type { Bell } from '../../../runtime/live/bell.ts';
import { WORK_TOPIC } from '../events.ts';
import { type DeliverNeeds, deliverDue } from '../operations/deliver-due.ts';
import { type ExpandNeeds, expandOccurrences } from '../operations/expand-occurrences.ts';
import { type DigestNeeds, sendDigests } from '../operations/send-digests.ts';

/** What lost rings, new due times and lapsed leases wait for at most. */
const POLL_MS = 1_000;

interface Ringing {
  readonly bell: Pick<Bell, 'on' | 'ring'>;
}

/** Brings what happens to those whom it concerns. What it writes down to be delivered is rung for. */
const bringOccurrences = (needs: ExpandNeeds & Ringing): Job => ({
  name: 'bring-occurrences',
  run: (signal) =>
    workOff(needs, signal, async () => {
      const count = await expandOccurrences(needs, signal);
      if (count > 0) await needs.bell.ring(WORK_TOPIC, {});
      return count;
    }),
});

/** Delivers what is due. */
const deliverNotifications = (needs: DeliverNeeds & Ringing): Job => ({
  name: 'deliver-notifications',
  run: (signal) => workOff(needs, signal, () => deliverDue(needs, signal)),
});

/** Sends digests whose time has come. */
const deliverDigests = (needs: DigestNeeds & Ringing): Job => ({
  name: 'deliver-digests',
  run: (signal) => workOff(needs, signal, () => sendDigests(needs, signal)),
});

/** All that brings what happens to people: audiences, deliveries, digests. */
export const workOffQueues = (needs: ExpandNeeds & DeliverNeeds & DigestNeeds & Ringing): Job[] => [
  bringOccurrences(needs),
  deliverNotifications(needs),
  deliverDigests(needs),
];

/** Works as long as there is work, then until the bell rings or a while has passed. */
async function workOff({ bell }: Ringing, signal: AbortSignal, work: () => Promise<number>): Promise<void> {
  let isRung = true;
  let wake: () => void = () => undefined;
  const unlisten = bell.on(WORK_TOPIC, () => {
    isRung = true;
    wake();
  });
  try {
    while (!signal.aborted) {
      isRung = false;
      if ((await work()) > 0 || isRung) continue;
      const ended = new AbortController();
      wake = () => ended.abort();
      const either = AbortSignal.any([signal, ended.signal]);
      await setTimeout(POLL_MS, undefined, { signal: either, ref: false }).catch(() => undefined);
    }
  } finally {
    unlisten();
  }
}
