import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

/** A served subgraph as a process of its own, which a test may kill. */
export interface Killable {
  readonly url: string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START_MS = 60_000;

/** Starts `node <words>` with nothing of ours in its environment but `environment`, and waits until it says that it is ready. */
export async function startKillable(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Killable> {
  const child = spawn(process.execPath, [...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', LOG_LEVEL: 'info', ...environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const urlOf = (): string | undefined => /"url":"([^"]+)".*is ready/.exec(said)?.[1];
  try {
    await eventually(() => urlOf() !== undefined || child.exitCode !== null, 'a process to be ready', START_MS);
  } catch (error) {
    await kill();
    throw new Error(`It did not start:\n${said}`, { cause: error });
  }
  const url = urlOf();
  if (url === undefined) throw new Error(`It ended at once:\n${said}`);
  return { url, kill };
}
