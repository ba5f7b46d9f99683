import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { type FreshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { type ReadyPart, readOutput } from './process-output.ts';
import { startedDatabase } from './started-database.ts';

const SERVE = fileURLToPath(new URL('../scripts/serve.ts', import.meta.url));

/** The whole system in processes of its own, on a database and a Redis of its own. */
export interface RunningSystem {
  readonly url: string;
  readonly redis: Awaited<ReturnType<typeof privateRedis>>;
  readonly ownerUrl: string;
  /** Folder of what it keeps on the disk. */
  readonly dataDir: string;
  /** The parts of its processes that are ready, oldest first. */
  ready(): ReadyPart[];
  /** The output of its processes so far. */
  output(): string;
  /** Starts the worker process of a domain, which the embedded form has none of. What is left to it waits until it is ready. */
  startWorker(name: string): void;
  /** Kills the worker processes with SIGKILL; resolves when they are gone. Nothing starts them again. */
  killWorkers(): Promise<void>;
  /** Kills a served subgraph's process with SIGKILL; its supervisor starts it again. */
  killSubgraph(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the system as users run it: `embedded`, gateway and subgraphs in one process; `served`, each subgraph its own.
 * Resolves when it is ready. `databaseOf` gives another database than a new one of the test server, `cwd` a folder
 * with a `supergraph.yaml` and `supergraph.graphql` of its own.
 */
export async function startSystem(
  form: 'embedded' | 'served',
  environment: Readonly<Record<string, string>> = {},
  databaseOf: () => Promise<Pick<FreshDatabase, 'ownerUrl' | 'drop'>> = startedDatabase,
  cwd = process.cwd(),
): Promise<RunningSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'running-system-'));
  const [database, redis] = await Promise.all([databaseOf(), privateRedis()]);
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    DATABASE_URL: database.ownerUrl,
    REDIS_URL: redis.url,
    PORT: '0',
    LOG_LEVEL: 'info',
    EMBED: form === 'embedded' ? 'all' : '',
    ...environment,
  };
  const start = (target: string, more: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [SERVE, target], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, ...more } });
  const child = start(form === 'served' ? 'all' : 'gateway');
  const workers: ChildProcess[] = [];
  const output = readOutput(child);
  const close = async (): Promise<void> => {
    await Promise.all([child, ...workers].map(stop));
    await Promise.all([redis.stop(), database.drop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  let url: string;
  try {
    url = await output.readyUrl('gateway');
    const names = form === 'served' ? readSupergraphConfig(join(cwd, 'supergraph.yaml')).map(({ name }) => name) : [];
    const isReady = (name: string) => output.ready().some((part) => part.name === name);
    await eventually(() => names.every(isReady) && answers(child, url), 'every subgraph to answer');
  } catch (cause) {
    await close();
    throw new Error(`The system did not start:\n${output.text()}`, { cause });
  }

  return {
    url,
    redis,
    ownerUrl: database.ownerUrl,
    dataDir,
    ready: output.ready,
    output: output.text,
    startWorker(name) {
      const worker = start(`${name}-worker`, { PORT: '0' });
      worker.stdout.resume();
      worker.stderr.resume();
      workers.push(worker);
    },
    async killWorkers() {
      await Promise.all(
        workers.splice(0).map(async (worker) => {
          if (worker.exitCode !== null || worker.signalCode !== null) return;
          const ended = once(worker, 'exit');
          worker.kill('SIGKILL');
          await ended;
        }),
      );
    },
    async killSubgraph(name) {
      const pidNow = () => output.ready().findLast((part) => part.name === name)?.pid;
      const pid = pidNow();
      if (pid === undefined) throw new Error(`No process of ${name} has reported.`);
      process.kill(pid, 'SIGKILL');
      await eventually(() => pidNow() !== pid, `${name} to be started again`);
    },
    close,
  };
}

/** Whether every subgraph answers. */
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
