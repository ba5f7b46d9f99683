import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Configuration } from '../runtime/configuration.ts';
import { childEnvironment } from '../runtime/configuration.ts';
import { closeOnSignal } from './run-command.ts';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));
const RESTART_MS = 500;
/** A process that ends sooner than this has not started: its reason is on the screen, and there is no use in more. */
const TOO_SOON_MS = 5_000;

/** What is served. */
export interface ServeAllOptions {
  readonly configuration: Configuration;
  readonly names: readonly string[];
  readonly log: Logger;
}

/**
 * Runs every subgraph and the gateway, each as a process of its own: subgraphs on free ports, the gateway on `PORT`. One
 * that dies is started again on its port; one that cannot start ends everything with 1.
 */
export async function serveAll({ configuration, names, log }: ServeAllOptions): Promise<void> {
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
  await Promise.all([...names.map((name, at) => keep(name, ports[at] ?? 0)), keep('gateway', configuration.port)]);
}

/** Ports that nothing listens on: held all at once, so that no two are the same, and then let go. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
