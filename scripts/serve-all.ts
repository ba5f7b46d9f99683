import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { type Configuration, ConfigurationError, childEnvironment } from '../runtime/configuration.ts';
import { requireSecrets } from '../runtime/required-secrets.ts';
import { requireDatabase } from './require-database.ts';
import { requirePort, tryPort } from './require-port.ts';
import { closeOnSignal } from './run-command.ts';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));
const RESTART_MS = 500;
/** A process that ends sooner than this has not started: its reason is on the screen, and there is no use in more. */
const TOO_SOON_MS = 5_000;
/** Where the subgraphs' ports are looked for. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;

/** What is served. */
export interface ServeAllOptions {
  readonly configuration: Configuration;
  readonly names: readonly string[];
  readonly log: Logger;
}

/**
 * Runs every subgraph and the gateway, each as a process of its own: subgraphs on free ports, the gateway on `PORT`. One
 * that dies is started again on its port; one that cannot start ends everything with 1.
 *
 * @throws an Error of one line when no process could start.
 */
export async function serveAll({ configuration, names, log }: ServeAllOptions): Promise<void> {
  await requireSurroundings(configuration, names);
  const ports = await freePorts(names.length);
  const addresses = Object.fromEntries(
    names.map((name, at) => [`${name.toUpperCase()}_SUBGRAPH_URL`, `http://127.0.0.1:${ports[at]}/`]),
  );
  const children = new Map<string, ChildProcess>();
  let closing = false;

  const keep = async (name: string, port: number): Promise<void> => {
    while (!closing) {
      const startedAt = performance.now();
      const child = spawn(process.execPath, [SERVE, name], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: childEnvironment({
          ...addresses,
          PORT: String(port),
          HOST: name === 'gateway' ? configuration.host : '127.0.0.1',
        }),
      });
      children.set(name, child);
      const [code] = await once(child, 'exit');
      if (closing) return;
      if (performance.now() - startedAt < TOO_SOON_MS) {
        await close();
        process.exit(typeof code === 'number' && code !== 0 ? code : 1);
      }
      log.error({ name, code }, 'a process ended; starting it again');
      await setTimeout(RESTART_MS);
    }
  };
  const close = async (): Promise<void> => {
    closing = true;
    await Promise.all(
      [...children.values()].map((child) => {
        if (child.exitCode !== null || child.signalCode !== null) return null;
        child.kill('SIGTERM');
        return once(child, 'exit');
      }),
    );
  };

  closeOnSignal(close);
  // At a second signal this process does not wait, and nothing may outlive it.
  process.on('exit', () => {
    for (const child of children.values()) child.kill('SIGKILL');
  });
  await Promise.all([...names.map((name, at) => keep(name, ports[at] ?? 0)), keep('gateway', configuration.port)]);
}

/** What every process would find missing is said once, here; secrets to be made are made before several want them. */
async function requireSurroundings(configuration: Configuration, names: readonly string[]): Promise<void> {
  if (configuration.redisUrl === null) throw new ConfigurationError('REDIS_URL: must be set; serve starts no engines');
  requireSecrets(configuration, { domains: names, signsCallers: true });
  await Promise.all([requirePort(configuration), ...names.map((name) => requireDatabase(configuration, name))]);
}

/**
 * Ports that nothing listens on, below those that systems hand out by themselves: another process cannot happen on one
 * before its subgraph listens. Two runs look in different places.
 */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let step = 0; ports.length < count && step < PORTS; step += 1) {
    const port = FIRST_PORT + ((process.pid * count + step) % PORTS);
    if ((await tryPort('127.0.0.1', port)) === null) ports.push(port);
  }
  return ports;
}
