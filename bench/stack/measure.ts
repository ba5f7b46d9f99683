import { setTimeout as pause } from 'node:timers/promises';
import { type LoadResult, runLoad } from '../gateway/run-load.ts';
import type { Engines } from './engines.ts';
import type { Operation } from './operations.ts';
import type { PreparedRequest } from './requests.ts';
import { executedBetween, type StatementCounts, settle, statementsOf, totalsOf } from './statement-counts.ts';
import type { System } from './systems.ts';
import { type Usage, usageBetween, usageOf } from './usage.ts';

/** Somebody who is measured. */
export interface Contestant {
  readonly name: 'ours' | 'limit' | 'postgraphile';
  readonly system: System;
  readonly databaseUrl: string;
}

/** What one contestant did and used in one round. */
export interface Sample extends Usage {
  readonly load: LoadResult;
  readonly statements: number;
  readonly roundTrips: number;
}

interface Reading {
  readonly usage: Usage;
  readonly counts: StatementCounts;
}

/** What a second costs in which nobody asks: jobs, polls and heartbeats of the stack. */
export interface Idle extends Reading {
  readonly statements: number;
}

const IDLE_SECONDS = 5;

const read = async ({ postgresPid, redisPid }: Engines, { system, databaseUrl }: Contestant): Promise<Reading> => ({
  counts: await statementsOf(databaseUrl),
  usage: usageOf({ node: system.pid, postgres: postgresPid, redis: redisPid }),
});

/** Of the stack, once everything that was written before is delivered. */
export async function measureIdle(engines: Engines, ours: Contestant): Promise<Idle> {
  await settle(ours.databaseUrl);
  const before = await read(engines, ours);
  const began = performance.now();
  await pause(IDLE_SECONDS * 1_000);
  const after = await read(engines, ours);
  const seconds = (performance.now() - began) / 1_000;
  const executed = executedBetween(before.counts, after.counts);
  const counts = new Map([...executed].map(([key, count]) => [key, count / seconds]));
  const { statements } = totalsOf(counts);
  return { usage: scale(usageBetween(before.usage, after.usage), 1 / seconds), counts, statements };
}

const scale = ({ node, postgres, redis }: Usage, factor: number): Usage => ({
  node: node * factor,
  postgres: postgres * factor,
  redis: redis * factor,
});

/** What is measured in a round. */
interface Round {
  readonly operation: Operation;
  readonly requests: readonly PreparedRequest[];
  readonly seconds: number;
  readonly idle: Idle;
}

/**
 * Measures one round. What the stack uses while nobody asks is subtracted, since it does so beside the others too. What it
 * has written counts with its delivery to members and other domains.
 */
export async function measureRound(
  engines: Engines,
  contestant: Contestant,
  { operation, requests, seconds, idle }: Round,
): Promise<Sample> {
  const isOurs = contestant.name === 'ours';
  const before = await read(engines, contestant);
  const began = performance.now();
  const target = { port: contestant.system.port, path: '/graphql' };
  const load = await runLoad(target, requests, { connections: operation.connections, seconds });
  if (!operation.isRead && isOurs) await settle(contestant.databaseUrl);
  const took = (performance.now() - began) / 1_000;
  const after = await read(engines, contestant);
  const background = new Map([...idle.counts].map(([key, count]) => [key, count * took]));
  const { statements, roundTrips } = totalsOf(
    executedBetween(before.counts, after.counts, isOurs ? background : undefined),
  );
  const used = usageBetween(before.usage, after.usage);
  return {
    load,
    statements,
    roundTrips,
    // Others are processes of their own: of the stack's idle work they share only the engines.
    node: Math.max(0, used.node - (isOurs ? idle.usage.node * took : 0)),
    postgres: Math.max(0, used.postgres - idle.usage.postgres * took),
    redis: Math.max(0, used.redis - idle.usage.redis * took),
  };
}
