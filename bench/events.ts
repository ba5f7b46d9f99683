import { cpus } from 'node:os';
import type { Sql } from '../runtime/database/database.ts';
import { on } from '../runtime/events/reaction.ts';
import { userBlocked } from '../runtime/relations/block-events.ts';
import { createRelationStore } from '../runtime/relations/relation-store.ts';
import { whenRelationsChange } from '../runtime/relations/when-relations-change.ts';
import { startBenchDatabase } from './bench-database.ts';
import { type Consumption, type EventFeed, openEventFeed } from './events/event-feed.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';
import { treeCpuSeconds } from './process-usage.ts';

const EVENTS = 3_000;
const ROUNDS = 3;
const SINGLE_EVENTS = 200;
/** Processor time of Node and PostgreSQL for an event in bulk. */
const GOAL_MS = 0.5;

/** What a domain does with blocks: a call for each event, and one for a list of them. */
const forOne = on(userBlocked, (_: Sql, fact, _event, sql) => createRelationStore(sql).noteBlocks([fact], true));
const forList = whenRelationsChange<Sql>().find(({ type }) => type === userBlocked.name) ?? forOne;

const WAYS: Readonly<Record<string, Consumption>> = {
  'a transaction for each': { reaction: forOne, maxBatchSize: 1 },
  'batches, a call for each': { reaction: forOne, maxBatchSize: 100 },
  'batches, a list': { reaction: forList, maxBatchSize: 100 },
};

interface Cost {
  readonly nodeMs: number;
  readonly postgresMs: number;
}

/**
 * Measures the processor time of a consumer for an event when many wait, and how long a single event takes from its stream to
 * its commit, with batches and without. Resolves to whether an event in bulk met its goal.
 */
export async function benchEvents(print: (line: string) => void): Promise<boolean> {
  const database = await startBenchDatabase(['profile']);
  const feed = await openEventFeed(database.urlOf('profile'));
  try {
    print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
    print(`${ROUNDS} rounds of ${EVENTS} events; processor time for each, median`);
    const costs = await measureBulk(feed, database.pid);
    const totals = new Map([...costs].map(([name, rounds]) => [name, medianOf(rounds, totalOf)]));
    const before = [...totals.values()][0] ?? Number.NaN;
    print(`${'milliseconds an event'.padEnd(32)}    node   postgres   both   of the first`);
    for (const [name, rounds] of costs) {
      const figures = [({ nodeMs }: Cost) => nodeMs, ({ postgresMs }: Cost) => postgresMs, totalOf].map((read) =>
        medianOf(rounds, read).toFixed(2).padStart(8),
      );
      print(`${name.padEnd(32)}${figures.join('')}${((totals.get(name) ?? 0) / before).toFixed(2).padStart(12)}`);
    }
    print(PERCENTILE_HEADING);
    for (const [name, way] of Object.entries(WAYS))
      print(percentileLine(`single, ${name}`, await measureSingle(feed, way)));
    return ([...totals.values()].at(-1) ?? Number.NaN) <= GOAL_MS;
  } finally {
    await feed.close();
    await database.remove();
  }
}

const totalOf = ({ nodeMs, postgresMs }: Cost): number => nodeMs + postgresMs;
const medianOf = (rounds: readonly Cost[], read: (cost: Cost) => number): number => percentile(rounds.map(read), 0.5);

/** The first round warms everything up, and is not counted. */
async function measureBulk(feed: EventFeed, serverPid: number): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>(Object.keys(WAYS).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, way] of Object.entries(WAYS)) {
      await feed.publish(EVENTS);
      const [node, server] = [process.cpuUsage(), treeCpuSeconds(serverPid)];
      await feed.consume(way, EVENTS, async () => undefined);
      const { user, system } = process.cpuUsage(node);
      const postgresMs = ((treeCpuSeconds(serverPid) - server) * 1_000) / EVENTS;
      if (round > 0) costs.get(name)?.push({ nodeMs: (user + system) / 1_000 / EVENTS, postgresMs });
    }
  }
  return costs;
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
