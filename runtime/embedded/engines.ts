import { resolve } from 'node:path';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { type WatchOptions, watchEngine } from './watch-engine.ts';

/** The data folder, and the addresses of engines that are already running. */
export interface EngineOptions {
  readonly dataDir: string;
  /** URL of an existing PostgreSQL, as the owner of the database; null: start one. */
  readonly databaseUrl: string | null;
  /** URL of an existing Redis; null: start one. */
  readonly redisUrl: string | null;
  readonly log: (line: string) => void;
}

/** Engines that accept connections. */
export interface Engines {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Where the data is, as text for people: folders, or `elsewhere` for existing engines. */
  readonly dataLocation: string;
  /** Restarts the engines started here whenever they end, until `stop`. */
  watch(log: WatchOptions['log']): void;
  /** Stops the engines started here, and only those. */
  stop(): Promise<void>;
}

/**
 * Uses the engines that are given and starts embedded ones for the others, in parallel.
 *
 * @throws when one of them does not start, after the other is stopped.
 */
export async function startEngines({ dataDir, databaseUrl, redisUrl, log }: EngineOptions): Promise<Engines> {
  const folder = resolve(dataDir);
  const [postgres, redis] = await Promise.allSettled([
    databaseUrl === null ? startPostgres({ dataDir: folder, log }) : null,
    redisUrl === null ? startRedis({ dataDir: folder, log }) : null,
  ]);
  const started = [
    { name: 'PostgreSQL', outcome: postgres },
    { name: 'Redis', outcome: redis },
  ].flatMap(({ name, outcome }) =>
    outcome.status === 'fulfilled' && outcome.value !== null ? [{ name, engine: outcome.value }] : [],
  );
  const watches: { close(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(watches.map((watch) => watch.close()));
    await Promise.all(started.map(({ engine }) => engine.stop()));
  };
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected' ? postgres.reason : redis.status === 'rejected' && redis.reason;
  }
  const folders = [postgres.value?.dataDir, redis.value === null ? null : `${folder}/redis`].filter(
    (location) => !!location,
  );
  return {
    databaseUrl: databaseUrl ?? postgres.value?.url ?? '',
    redisUrl: redisUrl ?? redis.value?.url ?? '',
    dataLocation: folders.join(', ') || 'elsewhere',
    watch(log) {
      for (const { name, engine } of started) {
        const { isRunning, revive } = engine;
        watches.push(watchEngine({ name, isRunning, revive }, { log }));
      }
    },
    stop,
  };
}
