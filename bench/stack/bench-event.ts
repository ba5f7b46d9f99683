import { GOAL_MS, LIST, measureBulk, medianCost } from '../events/bulk-cost.ts';
import { withEventFeed } from '../events/with-event-feed.ts';
import { HEADING, lineOf } from './report.ts';

/** Prints what an event costs each domain that consumes it, where many wait. Resolves to whether it met the goal. */
export async function benchEvent(print: (line: string) => void): Promise<boolean> {
  const costs = await withEventFeed((feed, serverPid) => measureBulk(feed, serverPid, { list: LIST }));
  const { nodeMs, postgresMs, totalMs } = medianCost(costs.get('list') ?? []);
  print('\nbetween domains, in bulk');
  print(HEADING);
  print(lineOf('event, each consumer', { 'node ms': nodeMs, 'PG ms': postgresMs }));
  print(`  goal ${GOAL_MS} ms in both: ${totalMs.toFixed(2)} ms${totalMs <= GOAL_MS ? '' : ', missed'}`);
  return totalMs <= GOAL_MS;
}
