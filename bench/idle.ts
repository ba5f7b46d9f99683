import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { startRedis } from '../runtime/embedded/redis.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { type RunningProcess, startProcess } from './gateway/running-process.ts';
import { cpuSeconds, processTree, proportionalBytes, treeCpuSeconds } from './process-usage.ts';

const SETTLE_MS = 30_000;
const ROUNDS = 3;
const ROUND_MS = 60_000;
/** Of one core, and of the Node processes. */
const GOALS = { cpu: 0.015, bytes: 300 * 1_024 * 1_024 } as const;

/**
 * Measures what `npm start` costs while nobody uses it, with an empty database and with the demo world, whose people are
 * online. Resolves to whether the median round of each met the goals.
 */
export async function benchIdle(print: (line: string) => void): Promise<boolean> {
  print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${ROUND_MS / 1_000} s a round`);
  print(
    '| world | Node, % of a core | PSS, MB | Node processes | PostgreSQL, % | Redis, % | transactions/s | Redis commands/s | connections |',
  );
  print('|---|---|---|---|---|---|---|---|---|');
  let isMet = true;
  for (const seed of ['none', 'demo']) isMet = (await measure(seed, print)) && isMet;
  return isMet;
}

async function measure(seed: string, print: (line: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-idle-'));
  const redis = await startRedis({ dataDir: null, log: () => {} });
  let database: BenchDatabase | undefined;
  let started: RunningProcess | undefined;
  try {
    database = await startBenchDatabase([]);
    started = await startProcess(['--max-semi-space-size=16', 'scripts/start.ts'], {
      DATABASE_URL: database.ownerUrl,
      REDIS_URL: redis.url,
      DATA_DIR: folder,
      PORT: String(await findFreePort()),
      SEED: seed,
    });
    await pause(SETTLE_MS);
    const rounds: Usage[] = [];
    const commands = new Redis(redis.url);
    for (let round = 0; round < ROUNDS; round += 1) {
      const usage = await measureRound(started.pid, database, redis.pid, commands);
      print(rowOf(seed, usage));
      rounds.push(usage);
    }
    commands.disconnect();
    const median = rounds.toSorted((one, other) => one.cpu - other.cpu)[Math.floor(ROUNDS / 2)];
    return median !== undefined && median.cpu <= GOALS.cpu && median.bytes <= GOALS.bytes;
  } finally {
    await started?.stop('SIGTERM');
    await Promise.all([database?.remove(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Usage {
  /** Share of one core, as of `postgres` and `redis`. */
  readonly cpu: number;
  readonly bytes: number;
  readonly processes: number;
  readonly postgres: number;
  readonly redis: number;
  /** For each second. */
  readonly transactions: number;
  readonly commands: number;
  readonly connections: number;
}

async function measureRound(pid: number, database: BenchDatabase, redisPid: number, redis: Redis): Promise<Usage> {
  const read = async () => ({
    at: performance.now(),
    node: treeCpuSeconds(pid),
    postgres: treeCpuSeconds(database.pid),
    redis: cpuSeconds(redisPid),
    commands: Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))?.[1]),
    ...(await readPostgres(database)),
  });
  const before = await read();
  await pause(ROUND_MS);
  const after = await read();
  const seconds = (after.at - before.at) / 1_000;
  return {
    cpu: (after.node - before.node) / seconds,
    bytes: proportionalBytes(pid),
    processes: processTree(pid).length,
    postgres: (after.postgres - before.postgres) / seconds,
    redis: (after.redis - before.redis) / seconds,
    transactions: (after.transactions - before.transactions) / seconds,
    commands: (after.commands - before.commands) / seconds,
    connections: after.connections,
  };
}

/** Transactions so far, and connections of domains. Idle connections report their transactions every few seconds. */
const readPostgres = ({ ownerUrl }: BenchDatabase): Promise<{ transactions: number; connections: number }> =>
  withClient({ connectionString: ownerUrl }, async (client) => {
    const { rows } = await client.query<{ transactions: number; connections: number }>(`
      SELECT (xact_commit + xact_rollback)::float AS transactions,
        (SELECT count(*)::int FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()) AS connections
      FROM pg_stat_database WHERE datname = current_database()`);
    return rows[0] ?? { transactions: Number.NaN, connections: Number.NaN };
  });

const percent = (share: number): string => (share * 100).toFixed(2);

const rowOf = (seed: string, usage: Usage): string =>
  `| ${seed} | ${percent(usage.cpu)} | ${(usage.bytes / 1_024 / 1_024).toFixed(0)} | ${usage.processes} | ${percent(
    usage.postgres,
  )} | ${percent(usage.redis)} | ${usage.transactions.toFixed(1)} | ${usage.commands.toFixed(1)} | ${usage.connections} |`;
