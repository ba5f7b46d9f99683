import type { Signals } from '../../../runtime/live/signals.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';

/** That the measurements of a stream are new. */
export interface HealthChange {
  readonly streamId: string;
}

/** Yields at once, and with each signal of the topic: each time that the measurements of a stream are new; to a slow reader several become one. */
export function followHealth(
  signals: Pick<Signals, 'on'>,
  topic: string,
  streamId: string,
): AsyncIterableIterator<HealthChange> {
  const channel = createChannel<HealthChange>({ keepLast: true });
  const unsubscribe = signals.on(topic, () => channel.push({ streamId }));
  channel.push({ streamId });
  return channel.iterate(unsubscribe);
}
