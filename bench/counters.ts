import { cpus } from 'node:os';
import { createCounterStore } from '../runtime/counters/counter-store.ts';
import { foldCounters } from '../runtime/counters/fold-counters.ts';
import type { Sql } from '../runtime/database/database.ts';
import { openRepository, type Repository } from '../runtime/database/open-repository.ts';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';
import { treeCpuSeconds } from './process-usage.ts';

const ROUNDS = 3;
const LIKES = 3_000;
const CLIENTS = 20;
const FOLD_INTERVAL_MS = 1_000;
const POST = 'pst_1';
/** Likes a second on one post. */
const GOAL = 500;

/**
 * Likes one post by many people at once, while its changes are folded and its count is read. Resolves to whether the goal was
 * met and the count is exact.
 */
export async function benchCounters(print: (line: string) => void): Promise<boolean> {
  const database = await startBenchDatabase(['profile']);
  const tables = openTables(database.urlOf('profile'));
  try {
    await createLikes(database);
    const rates: number[] = [];
    const reads: number[] = [];
    const [node, server] = [process.cpuUsage(), treeCpuSeconds(database.pid)];
    for (let round = 0; round < ROUNDS; round += 1) rates.push(await likeInParallel(tables, round, reads));
    const total = ROUNDS * LIKES;
    const { user, system } = process.cpuUsage(node);
    const postgresMs = ((treeCpuSeconds(database.pid) - server) * 1_000) / total;
    const [count] = await createCounterStore(tables.sql).readCounters('likes', [POST]);
    const rate = percentile(rates, 0.5);
    print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
    print(`${ROUNDS} rounds of ${LIKES} likes by ${CLIENTS} at once; count ${count} of ${total}`);
    print(`likes a second: median ${rate.toFixed(0)}, of ${rates.map((each) => each.toFixed(0)).join(', ')}`);
    print(
      `processor time a like: node ${((user + system) / 1_000 / total).toFixed(2)} ms, postgres ${postgresMs.toFixed(2)} ms`,
    );
    print(PERCENTILE_HEADING);
    print(percentileLine('reading the count meanwhile', reads));
    return rate >= GOAL && count === total;
  } finally {
    await tables.close();
    await database.remove();
  }
}

const openTables = (databaseUrl: string): Sql & Repository<Sql> => {
  const createStore = (sql: Sql): Sql => ({
    $queryRaw: (query, ...values) => sql.$queryRaw(query, ...values),
    $executeRaw: (query, ...values) => sql.$executeRaw(query, ...values),
  });
  return openRepository<Sql, Sql>({
    schema: 'profile',
    databaseUrl,
    log: undefined,
    createStore,
  });
};

const createLikes = (database: BenchDatabase): Promise<unknown> =>
  withClient({ connectionString: database.ownerUrlOf('profile') }, (client) =>
    client.query(`CREATE TABLE post_like (post text, person text, PRIMARY KEY (post, person));
      GRANT ALL ON post_like TO profile`),
  );

/** One round; returns the likes a second, and adds how long reads took. */
async function likeInParallel(tables: Repository<Sql>, round: number, reads: number[]): Promise<number> {
  let isOver = false;
  let nextFoldAt = performance.now() + FOLD_INTERVAL_MS;
  const reading = (async () => {
    while (!isOver) {
      const start = performance.now();
      await createCounterStore(tables.sql).readCounters('likes', [POST]);
      reads.push(performance.now() - start);
      if (performance.now() < nextFoldAt) continue;
      await foldCounters(tables.sql);
      nextFoldAt = performance.now() + FOLD_INTERVAL_MS;
    }
  })();
  let next = 0;
  const start = performance.now();
  const likeOn = async (): Promise<void> => {
    for (let nth = next++; nth < LIKES; nth = next++) await like(tables, `usr_${round}_${nth}`);
  };
  await Promise.all(Array.from({ length: CLIENTS }, likeOn));
  const seconds = (performance.now() - start) / 1_000;
  isOver = true;
  await reading;
  return LIKES / seconds;
}

/** As an operation of a domain does: a unique row decides whether the count changes. */
const like = (tables: Repository<Sql>, person: string): Promise<void> =>
  tables.transaction(async (_store, sql) => {
    const added = await sql.$executeRaw`INSERT INTO post_like VALUES (${POST}, ${person}) ON CONFLICT DO NOTHING`;
    if (added === 1) await createCounterStore(sql).changeCounters('likes', [{ subject: POST, delta: 1 }]);
  });
