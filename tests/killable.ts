import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readOutput } from './process-output.ts';

/** A served subgraph as a process of its own, which a test may kill. */
export interface Killable {
  readonly url: string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Starts `node <words>` with nothing of ours in its environment but `environment`, and waits until `name` says that it is ready. */
export async function startKillable(
  name: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Killable> {
  const child = spawn(process.execPath, [...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      ENV_FILE: 'none',
      ...environment,
    },
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { url: await readOutput(child).readyUrl(name), kill };
  } catch (error) {
    await kill();
    throw error;
  }
}
