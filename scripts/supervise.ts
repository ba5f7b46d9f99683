import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { WRONG_SETTING_EXIT_CODE } from './run-command.ts';

const MIN_RESTART_DELAY_MS = 500;
const MAX_RESTART_DELAY_MS = 5_000;
/** A process that has run for so long had started: the next restart follows at once again. */
const STABLE_MS = 10_000;

/** The process to keep running, and what to do when that cannot be. */
export interface SuperviseOptions {
  readonly name: string;
  /** Starts the process. */
  readonly start: () => ChildProcess;
  /** Called once, with nothing running any more, when the process says that a setting is wrong: a restart would not help. */
  readonly onWrongSetting: () => void;
  readonly log: Pick<Logger, 'error'>;
  /** Waits before a restart; default a timer. */
  readonly delay?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A monotonic clock in milliseconds. */
  readonly elapsedMs?: () => number;
}

/** A process that is started again whenever it ends. */
export interface Supervised {
  /** Ends it with SIGTERM, and resolves when it has ended; SIGKILL after `graceMs`. It is not started again. */
  stop(graceMs: number): Promise<void>;
  /** Ends it at once, without waiting. */
  kill(): void;
}

/** How long to wait before restart number `restart` in a row, which counts from 0: twice as long each time. */
export const restartDelayMs = (restart: number): number =>
  Math.min(MIN_RESTART_DELAY_MS * 2 ** Math.min(restart, 10), MAX_RESTART_DELAY_MS);

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

/** Runs a process, and starts it again with growing delays for as long as it is not stopped. */
export function supervise(options: SuperviseOptions): Supervised {
  const { name, log, delay = wait, elapsedMs = () => performance.now() } = options;
  const stopping = new AbortController();
  let child: ChildProcess | null = null;

  const run = async (): Promise<void> => {
    let restarts = 0;
    while (!stopping.signal.aborted) {
      const startedAt = elapsedMs();
      child = options.start();
      const code = await endOf(child);
      if (stopping.signal.aborted) return;
      if (code === WRONG_SETTING_EXIT_CODE) return options.onWrongSetting();
      if (elapsedMs() - startedAt >= STABLE_MS) restarts = 0;
      const delayMs = restartDelayMs(restarts);
      restarts += 1;
      log.error({ name, code, delayMs }, 'a process ended; starting it again');
      await delay(delayMs, stopping.signal);
    }
  };
  const running = run();

  return {
    async stop(graceMs) {
      stopping.abort();
      child?.kill('SIGTERM');
      const ended = new AbortController();
      void delay(graceMs, ended.signal).then(() => ended.signal.aborted || child?.kill('SIGKILL'));
      await running;
      ended.abort();
    },
    kill: () => void child?.kill('SIGKILL'),
  };
}

/** Resolves with the exit code, the signal that ended it, or why it could not be started. */
async function endOf(child: ChildProcess): Promise<unknown> {
  try {
    const [code, signal] = await once(child, 'exit');
    return code ?? signal;
  } catch (error) {
    return error;
  }
}
