import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FromClients, FromPublisher, ToClients } from './messages.ts';

/** A process of the bench. */
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
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
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
export async function answerOf<Message extends FromClients | FromPublisher, Kind extends Message['kind']>(
  { child }: BenchProcess,
  kind: Kind,
): Promise<Extract<Message, { kind: Kind }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<Message, { kind: Kind }>>();
  const onMessage = (message: Message): void => {
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
export const tellClients = ({ child }: BenchProcess, message: ToClients): void => void child.send(message);

const CLOCK_TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` behind the name, which may hold blanks: user and system time. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Seconds of processor time that a process has used. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / CLOCK_TICKS_PER_SECOND;
}

/** Bytes of memory that a process holds. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}
