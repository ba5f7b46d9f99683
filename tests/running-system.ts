import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FreshDatabase, freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';

const SERVE = fileURLToPath(new URL('../scripts/serve.ts', import.meta.url));

/** The whole system in processes of its own, on a database and a Redis of its own. */
export interface RunningSystem {
  readonly url: string;
  readonly redis: Awaited<ReturnType<typeof privateRedis>>;
  readonly ownerUrl: string;
  /** What the processes have written to their logs. */
  log(): string;
  /** Kills a served subgraph's process with SIGKILL; its supervisor starts it again. */
  killSubgraph(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the system as users run it: `embedded`, gateway and subgraphs in one process; `served`, each subgraph its own.
 * Resolves when it is ready. `databaseOf` gives another database than a fresh one of the test server.
 */
export async function startSystem(
  form: 'embedded' | 'served',
  environment: Readonly<Record<string, string>> = {},
  databaseOf: () => Promise<Pick<FreshDatabase, 'ownerUrl' | 'drop'>> = freshDatabase,
): Promise<RunningSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'running-system-'));
  const [database, redis, port] = await Promise.all([databaseOf(), privateRedis(), freePort()]);
  const log: string[] = [];
  const child = spawn(process.execPath, [SERVE, form === 'served' ? 'all' : 'gateway'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      DATABASE_URL: database.ownerUrl,
      REDIS_URL: redis.url,
      PORT: String(port),
      LOG_LEVEL: 'info',
      EMBED: form === 'embedded' ? 'all' : '',
      ...environment,
    },
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => log.push(chunk.toString('utf8')));
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    await stop(child);
    await Promise.all([redis.stop(), database.drop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await eventually(() => answers(child, url), 'the system to be ready', 60_000);
  } catch (error) {
    await close();
    throw new Error(`The system did not start:\n${log.join('')}`, { cause: error });
  }

  return {
    url,
    redis,
    ownerUrl: database.ownerUrl,
    log: () => log.join(''),
    async killSubgraph(name) {
      const pids = pidsOf(log.join(''), name);
      const pid = pids.at(-1);
      if (pid === undefined) throw new Error(`No process of ${name} has reported.`);
      process.kill(pid, 'SIGKILL');
      await eventually(() => pidsOf(log.join(''), name).at(-1) !== pid, `${name} to be started again`, 60_000);
    },
    close,
  };
}

/** Process ids under which a subgraph has said that it is ready, oldest first. */
const pidsOf = (log: string, name: string): number[] =>
  [...log.matchAll(/^\{.*\}$/gm)]
    .map(([line]) => JSON.parse(line) as { pid: number; msg: string })
    .filter(({ msg }) => msg === `${name} is ready`)
    .map(({ pid }) => pid);

/** Ready, and every subgraph answers. */
async function answers(child: ChildProcess, url: string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`The system ended with ${child.exitCode}.`);
  const query =
    '{ nicknameAvailable(nickname: "somebody") rooms: __typename verifyToken(token: "x") { active } liveStreams(first: 1) { edges { cursor } } }';
  const answer: { errors?: unknown } | null = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(2_000),
  }).then(
    async (response) => JSON.parse(await response.text()),
    () => null,
  );
  return answer !== null && answer.errors === undefined;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  // A second signal ends it at once: the end in good order has a test of its own.
  child.kill('SIGINT');
  await ended;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
