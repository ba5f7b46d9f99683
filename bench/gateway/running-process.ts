import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  /** CPU seconds used so far; null where the system does not report them. */
  cpuSeconds(): number | null;
  /** Peak resident memory in MB; null where the system does not report it. */
  peakMegabytes(): number | null;
  /** Ends it at once with SIGKILL, or with SIGTERM as it ends by itself. */
  stop(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Clock ticks a second in `/proc`: 100 on every Linux that Node runs on. */
const TICKS = 100;
const START_MS = 60_000;

/** Starts Node with arguments and waits until a line on its output holds `ready`. @throws when it ends before. */
export async function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, args, {
    env: { ENV_FILE: 'none', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child, args);
  const pid = child.pid ?? 0;
  return {
    pid,
    cpuSeconds() {
      const stat = readProc(pid, 'stat');
      if (stat === null) return null;
      // After the name in brackets, which may hold spaces: user and system time are the 12th and 13th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
    },
    peakMegabytes() {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(readProc(pid, 'status') ?? '')?.[1];
      return kilobytes === undefined ? null : Number(kilobytes) / 1024;
    },
    async stop(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

function readProc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return null;
  }
}

function ready(child: ChildProcess, args: readonly string[]): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${args[0]} did not start: ${output.slice(-500)}`));
    }, START_MS);
    const onOutput = (chunk: Buffer): void => {
      output = (output + String(chunk)).slice(-5_000);
      if (!/ready|listening/i.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`${args[0]} ended: ${output.slice(-500)}`));
    });
  });
}
