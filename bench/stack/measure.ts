import { setTimeout as pause } from 'node:timers/promises';
import { type LoadResult, runLoad } from '../gateway/run-load.ts';
import type { Engines } from './engines.ts';
import type { Operation } from './operations.ts';
import type { PreparedRequest } from './requests.ts';
import { type StatementCounts, settle, statementsOf } from './statement-counts.ts';
import type { System } from './systems.ts';
import { type Usage, usageOf } from './usage.ts';

/** Somebody who is measured. */
export interface Contestant {
  readonly name: 'ours' | 'limit';
  readonly system: System;
  readonly databaseUrl: string;
}

/** What one contestant did and used in one round. */
export interface Sample extends Usage, StatementCounts {
  readonly load: LoadResult;
  /** Seconds from the first request until everything was delivered. */
  readonly seconds: number;
}

/** Usage and statements, of the stack also while nobody asks, in each second. */
export type Idle = Usage & StatementCounts;

const KINDS = ['node', 'postgres', 'redis', 'statements', 'roundTrips'] as const;
const IDLE_SECONDS = 5;

async function read({ postgresPid, redisPid }: Engines, { system, databaseUrl }: Contestant): Promise<Idle> {
  const counts = await statementsOf(databaseUrl);
  return { ...usageOf({ node: system.pid, postgres: postgresPid, redis: redisPid }), ...counts };
}

const difference = (before: Idle, after: Idle): Idle => ({
  node: after.node - before.node,
  postgres: after.postgres - before.postgres,
  redis: after.redis - before.redis,
  statements: after.statements - before.statements,
  roundTrips: after.roundTrips - before.roundTrips,
});

/** What a second costs in which nobody asks: jobs, polls and heartbeats of the stack. */
export async function measureIdle(engines: Engines, contestant: Contestant): Promise<Idle> {
  const before = await read(engines, contestant);
  const began = performance.now();
  await pause(IDLE_SECONDS * 1_000);
  const used = difference(before, await read(engines, contestant));
  const seconds = (performance.now() - began) / 1_000;
  return scale(used, 1 / seconds);
}

const scale = (used: Idle, factor: number): Idle => ({
  node: used.node * factor,
  postgres: used.postgres * factor,
  redis: used.redis * factor,
  statements: used.statements * factor,
  roundTrips: used.roundTrips * factor,
});

/** One round. What the stack uses while nobody asks is subtracted, since it runs beside the limit too. */
export async function measureRound(
  engines: Engines,
  contestant: Contestant,
  {
    operation,
    requests,
    seconds,
    idle,
  }: { operation: Operation; requests: readonly PreparedRequest[]; seconds: number; idle: Idle },
): Promise<Sample> {
  const before = await read(engines, contestant);
  const began = performance.now();
  const target = { port: contestant.system.port, path: '/graphql' };
  const load = await runLoad(target, requests, { connections: operation.connections, seconds });
  if (!operation.isRead && contestant.name === 'ours') await settle(contestant.databaseUrl);
  const took = (performance.now() - began) / 1_000;
  const used = difference(before, await read(engines, contestant));
  const net = difference(scale(contestant.name === 'ours' ? idle : onEnginesOnly(idle), took), used);
  const sample: Record<(typeof KINDS)[number], number> = { ...net };
  for (const kind of KINDS) sample[kind] = Math.max(0, net[kind]);
  return { ...sample, load, seconds: took };
}

/** The limit has its own process and database: only the engines do the stack's work beside it. */
const onEnginesOnly = (idle: Idle): Idle => ({ ...idle, node: 0, statements: 0, roundTrips: 0 });
