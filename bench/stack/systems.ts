import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { childEnvironment } from '../../runtime/settings/configuration.ts';

/** Something that listens for requests. */
export interface System {
  readonly port: number;
  readonly pid: number;
  /** The end of what it has written. */
  output(): string;
  /** Ends it, with the processes that it has started. */
  stop(): Promise<void>;
}

const START_MS = 120_000;
const OUTPUT_LENGTH = 4_000;

/** Starts Node with arguments and `PORT`. */
export function startNode(
  args: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>>,
): System & { readonly child: ChildProcess } {
  const child = spawn(process.execPath, args, {
    env: childEnvironment({ ENV_FILE: 'none', PORT: String(port), ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + String(chunk)).slice(-OUTPUT_LENGTH);
    });
  return {
    child,
    port,
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resolves when a POST of `body` gets an answer without errors. @throws when the process ends or takes too long. */
export async function whenAnswering(
  { child, port, output, stop }: ReturnType<typeof startNode>,
  body: string,
): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const text = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5_000),
    }).then(
      (response) => response.text(),
      () => '',
    );
    if (text.startsWith('{"data":') && !text.includes('"errors"')) return;
    await pause(200);
  }
  await stop();
  throw new Error(`The system did not start:\n${output()}`);
}
