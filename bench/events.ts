import { cpus } from 'node:os';
import { EVENTS, GOAL_MS, measureBulk, medianCost, ROUNDS, WAYS } from './events/bulk-cost.ts';
import type { Consumption, EventFeed } from './events/event-feed.ts';
import { withEventFeed } from './events/with-event-feed.ts';
import { PERCENTILE_HEADING, percentileLine } from './percentiles.ts';

const SINGLE_EVENTS = 200;

/**
 * Measures the processor time of a consumer for an event when many wait, and how long a single event takes from its stream to
 * its commit, with batches and without. Resolves to whether an event in bulk met its goal.
 */
export async function benchEvents(print: (line: string) => void): Promise<boolean> {
  return withEventFeed(async (feed, serverPid) => {
    print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
    print(`${ROUNDS} rounds of ${EVENTS} events; processor time for each, median`);
    const costs = [...(await measureBulk(feed, serverPid, WAYS))].map(([name, rounds]) => ({
      name,
      ...medianCost(rounds),
    }));
    const before = costs[0]?.totalMs ?? Number.NaN;
    print(`${'milliseconds an event'.padEnd(32)}    node   postgres   both   of the first`);
    for (const { name, nodeMs, postgresMs, totalMs } of costs) {
      const figures = [nodeMs, postgresMs, totalMs].map((figure) => figure.toFixed(2).padStart(8));
      print(`${name.padEnd(32)}${figures.join('')}${(totalMs / before).toFixed(2).padStart(12)}`);
    }
    print(PERCENTILE_HEADING);
    for (const [name, way] of Object.entries(WAYS))
      print(percentileLine(`single, ${name}`, await measureSingle(feed, way)));
    return (costs.at(-1)?.totalMs ?? Number.NaN) <= GOAL_MS;
  });
}

async function measureSingle(feed: EventFeed, way: Consumption): Promise<readonly number[]> {
  const samples: number[] = [];
  await feed.consume(way, SINGLE_EVENTS, async () => {
    for (let nth = 0; nth < SINGLE_EVENTS; nth += 1) {
      const start = performance.now();
      await feed.handleOne();
      samples.push(performance.now() - start);
    }
  });
  return samples;
}
