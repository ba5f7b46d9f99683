import { setTimeout } from 'node:timers/promises';
import type { Job } from '../../../runtime/subgraph/domain.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { MESSAGE_QUEUED } from '../events.ts';
import { type DeliveryNeeds, deliverMessages } from '../operations/messages/deliver-messages.ts';

/** Maximum delay of a message when its signal is lost. */
const POLL_MS = 2_000;

/** Sends queued messages continuously. */
export const deliverMessagesAlways = (
  needs: Omit<DeliveryNeeds, 'report'>,
  { signals, log }: Pick<Host, 'signals' | 'log'>,
): Job => ({
  name: 'deliver-messages',
  async run(signal) {
    const report: DeliveryNeeds['report'] = (messageId, attempts, err) =>
      log.warn({ err, messageId, attempts }, 'message delivery failed; retrying');
    let rung = new AbortController();
    const unlisten = signals.on(MESSAGE_QUEUED, () => rung.abort());
    try {
      while (!signal.aborted) {
        rung = new AbortController();
        if (await deliverMessages({ ...needs, report })) continue;
        const wake = AbortSignal.any([signal, rung.signal]);
        await setTimeout(POLL_MS, undefined, { signal: wake, ref: false }).catch(() => undefined);
      }
    } finally {
      unlisten();
    }
  },
});
