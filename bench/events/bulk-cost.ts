import type { Sql } from '../../runtime/database/database.ts';
import { on } from '../../runtime/events/reaction.ts';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { createRelationStore } from '../../runtime/relations/relation-store.ts';
import { whenRelationsChange } from '../../runtime/relations/when-relations-change.ts';
import { percentile } from '../percentiles.ts';
import { treeCpuSeconds } from '../process-usage.ts';
import type { Consumption, EventFeed } from './event-feed.ts';

/** Events that wait in a round. */
export const EVENTS = 3_000;
export const ROUNDS = 3;
/** Processor time of Node and PostgreSQL for an event in bulk. */
export const GOAL_MS = 0.5;

/** What a domain does with blocks: a call for each event, and one for a list of them. */
const forOne = on(userBlocked, (_: Sql, fact, _event, sql) => createRelationStore(sql).noteBlocks([fact], true));
const forList = whenRelationsChange<Sql>().find(({ type }) => type === userBlocked.name) ?? forOne;

/** How domains consume events that wait. */
export const LIST: Consumption = { reaction: forList, maxBatchSize: 100 };

/** Ways to consume the same events; the last is that of domains. */
export const WAYS: Readonly<Record<string, Consumption>> = {
  'a transaction for each': { reaction: forOne, maxBatchSize: 1 },
  'batches, a call for each': { reaction: forOne, maxBatchSize: 100 },
  'batches, a list': LIST,
};

/** Processor time of one event. */
export interface Cost {
  readonly nodeMs: number;
  readonly postgresMs: number;
}

/** Medians of the rounds; `totalMs` is that of both together. */
export function medianCost(rounds: readonly Cost[]): Cost & { readonly totalMs: number } {
  const median = (read: (cost: Cost) => number): number => percentile(rounds.map(read), 0.5);
  return {
    nodeMs: median(({ nodeMs }) => nodeMs),
    postgresMs: median(({ postgresMs }) => postgresMs),
    totalMs: median(({ nodeMs, postgresMs }) => nodeMs + postgresMs),
  };
}

/** Consumes events that wait, by turns in each of the ways. The first round warms everything up, and is not counted. */
export async function measureBulk(
  feed: EventFeed,
  serverPid: number,
  ways: Readonly<Record<string, Consumption>>,
): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
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
