import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { privateRedis } from './engines.ts';
import { type Killable, startKillable } from './killable.ts';
import { startedDatabase } from './started-database.ts';

const SERVE = fileURLToPath(new URL('../scripts/serve.ts', import.meta.url));

/** One database and one Redis, and the processes that a test starts over them. */
export interface GatewayProcesses {
  readonly redisUrl: string;
  /** Starts a gateway with every subgraph in its own process, and waits until it is ready. */
  start(): Promise<Killable>;
  close(): Promise<void>;
}

/** Makes the engines ready; starts no process yet. */
export async function openGatewayProcesses(): Promise<GatewayProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-processes-'));
  const [database, redis] = await Promise.all([startedDatabase(), privateRedis()]);
  const environment = {
    EMBED: 'all',
    DATA_DIR: folder,
    DATABASE_URL: database.ownerUrl,
    DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
    REDIS_URL: redis.url,
    AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
    CALLER_SIGNING_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
    PORT: '0',
  };
  const running: Killable[] = [];
  return {
    redisUrl: redis.url,
    async start() {
      const started = await startKillable('gateway', [SERVE, 'gateway'], environment);
      running.push(started);
      return started;
    },
    async close() {
      await Promise.all(running.map((one) => one.kill()));
      await Promise.all([redis.stop(), database.drop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
