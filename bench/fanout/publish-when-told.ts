import type { FromPublisher } from './messages.ts';
import { monotonicMs } from './topic.ts';

/** Publishes whenever the bench says so, and ends with it. `port` is where the followers are to come. */
export function publishWhenTold(port: number, publish: () => void): void {
  const tell = (message: FromPublisher): void => void process.send?.(message);
  process.once('disconnect', () => process.exit());
  process.on('message', () => {
    const at = monotonicMs();
    publish();
    tell({ kind: 'published', at });
  });
  tell({ kind: 'ready', port });
}
