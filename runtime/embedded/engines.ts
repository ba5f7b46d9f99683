import { resolve } from 'node:path';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { type WatchOptions, watchEngine } from './watch-engine.ts';

/** The part of the configuration that says which engines there are already. */
export interface EngineOptions {
  readonly dataDir: string;
  /** Owner's address of an existing PostgreSQL; null: start one. */
  readonly databaseUrl: string | null;
  /** Address of an existing Redis; null: start one. */
  readonly redisUrl: string | null;
  readonly log: (line: string) => void;
}

/** Engines that answer. */
export interface Engines {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Where the data is, for people: folders, or `elsewhere` for engines that were there already. */
  readonly dataLocation: string;
  /** Starts what was started here again whenever it ends, until `stop`. */
  watch(log: WatchOptions['log']): void;
  /** Stops what was started here, and only that. */
  stop(): Promise<void>;
}

/**
 * The engines of one process: those it was given, and embedded ones for the rest, both started at once.
 *
 * @throws when one of them does not start; the other is stopped then.
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
  const places = [postgres.value?.dataDir, redis.value === null ? null : `${folder}/redis`].filter((place) => !!place);
  return {
    databaseUrl: databaseUrl ?? postgres.value?.url ?? '',
    redisUrl: redisUrl ?? redis.value?.url ?? '',
    dataLocation: places.join(', ') || 'elsewhere',
    watch(log) {
      for (const { name, engine } of started) {
        const { isRunning, revive } = engine;
        watches.push(watchEngine({ name, isRunning, revive }, { log }));
      }
    },
    stop,
  };
}
