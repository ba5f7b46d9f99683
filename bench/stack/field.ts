import { compareAnswers } from './compare.ts';
import type { Engines } from './engines.ts';
import type { Contestant } from './measure.ts';
import type { Operation } from './operations.ts';
import type { StackBenchOptions } from './options.ts';
import { compareWithPeer } from './postgraphile/compare.ts';
import { PEER_OPERATIONS } from './postgraphile/operations.ts';
import { type Postgraphile, startPostgraphile } from './postgraphile/start-postgraphile.ts';
import { type PreparedRequest, requestPairsOf, requestsOf } from './requests.ts';
import { type Form, startLimit, startStack } from './start-stack.ts';
import type { System } from './systems.ts';
import type { Viewer } from './viewers.ts';

/** Engines with people in them. */
export interface World {
  readonly engines: Engines;
  readonly viewers: readonly Viewer[];
  /** Ids of people who are online. */
  readonly online: readonly string[];
  readonly options: StackBenchOptions;
  readonly hasPostgraphile: boolean;
}

/** What runs while a form is measured. */
export interface Field {
  readonly ours: Contestant;
  readonly limit: Contestant;
  readonly postgraphile: Postgraphile | null;
  /** Ends the processes, last started first. */
  stop(): Promise<void>;
}

/** Starts the stack in a form, and what it is compared with. */
export async function startField(form: Form, { engines, online, options, hasPostgraphile }: World): Promise<Field> {
  const systems: System[] = [];
  const stop = async (): Promise<void> => {
    for (const system of systems.toReversed()) await system.stop();
  };
  try {
    const stack = await startStack(form, engines, options);
    systems.push(stack);
    const limit = await startLimit(engines, stack.port);
    systems.push(limit);
    const postgraphile = hasPostgraphile ? await startPostgraphile(engines, online) : null;
    if (postgraphile !== null) systems.push(postgraphile.system);
    return {
      ours: { name: 'ours', system: stack, databaseUrl: engines.databaseUrl },
      limit: { name: 'limit', system: limit, databaseUrl: engines.limitDatabaseUrl },
      postgraphile,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Somebody whose turn it is, and what they are sent. */
export type Turn = readonly [Contestant, readonly PreparedRequest[]];

/** Compares every response of an operation, and resolves to who takes part. */
export async function prepareTurns(
  operation: Operation,
  tokens: ReadonlyMap<Viewer, string>,
  { ours, limit, postgraphile }: Field,
): Promise<{ readonly bytes: number; readonly turns: readonly Turn[] }> {
  const requests = requestsOf(operation, tokens);
  const bytes = await compareAnswers(operation, requests, { ours: ours.system, limit: limit.system });
  const turns: Turn[] = [
    [ours, requests],
    [limit, requests],
  ];
  const peerOperation = PEER_OPERATIONS[operation.name];
  if (postgraphile !== null && peerOperation !== undefined) {
    const { system, suspended } = postgraphile;
    const pairs = requestPairsOf(operation, peerOperation, tokens);
    await compareWithPeer(operation.name, peerOperation, pairs, { ours: ours.system, peer: system, suspended });
    turns.push([{ name: 'postgraphile', system, databaseUrl: limit.databaseUrl }, pairs.map(([, theirs]) => theirs)]);
  }
  return { bytes, turns };
}
