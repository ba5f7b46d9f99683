import type { FromPublisher } from './messages.ts';
import { monotonicMs } from './topic.ts';

/** Publishes on each message of the benchmark, and exits with it. `port` is the port that clients subscribe at. */
export function publishOnRequest(port: number, publish: () => void): void {
  const send = (message: FromPublisher): void => void process.send?.(message);
  process.once('disconnect', () => process.exit());
  process.on('message', () => {
    const at = monotonicMs();
    publish();
    send({ kind: 'published', at });
  });
  send({ kind: 'ready', port });
}
