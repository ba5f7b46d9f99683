import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../runtime/settings/configuration.ts';
import type { ToClients } from './messages.ts';

export interface BenchProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts one of the bench's files. */
export function startProcess(
  file: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): BenchProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    env: childEnvironment({ NODE_OPTIONS: '', ...environment }),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    child,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The next message of a kind. Rejects when the process ends first. */
export async function nextMessage<Message extends { readonly kind: string }, Kind extends Message['kind']>(
  { child }: BenchProcess,
  kind: Kind,
): Promise<Extract<Message, { kind: Kind }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<Message, { kind: Kind }>>();
  const onMessage = (message: Message): void => {
    // as: the kind discriminates the messages, and the line itself checks it.
    if (message.kind === kind) resolve(message as Extract<Message, { kind: Kind }>);
  };
  const onExit = (): void => reject(new Error(`A process of the bench ended before it said "${kind}".`));
  child.on('message', onMessage);
  child.once('exit', onExit);
  try {
    return await promise;
  } finally {
    child.off('message', onMessage);
    child.off('exit', onExit);
  }
}

/** Sends a message to the clients. */
export const sendToClients = ({ child }: BenchProcess, message: ToClients): void => void child.send(message);
