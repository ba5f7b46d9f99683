import { createWakeSignal } from '../../../runtime/jobs/wake-signal.ts';
import type { Signals } from '../../../runtime/live/signals.ts';

/** Watches, file by file, whether forms were made. A watch wakes its waiter once too often rather than not at all. */
export const watchVariants = (signals: Pick<Signals, 'on'>, topic: string) => (fileId: string) => {
  const { wake, wait } = createWakeSignal();
  const close = signals.on(topic, (made) => {
    if (made === null || made === fileId) wake();
  });
  return { wait, close };
};
