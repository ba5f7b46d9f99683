import type { Logger } from 'pino';
import { pause } from '../resilience/pause.ts';

const CHECK_INTERVAL_MS = 500;
const MAX_RETRY_DELAY_MS = 10_000;

/** An engine that can be restarted. */
export interface WatchedEngine {
  /** The name for log lines, such as `PostgreSQL`. */
  readonly name: string;
  /** Whether its process is running. */
  isRunning(): boolean;
  /** Restarts it with the same URL, unless another process has done so. @throws when it does not start. */
  revive(): Promise<void>;
}

/** The log, and the delay between checks. */
export interface WatchOptions {
  readonly log: Pick<Logger, 'error' | 'warn'>;
  /** Waits; default a timer that does not keep the process alive. */
  readonly delay?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Restarts an engine whenever its process has ended, with retries. `close` waits for a restart that is running. */
export function watchEngine(engine: WatchedEngine, { log, delay = pause }: WatchOptions): { close(): Promise<void> } {
  const closing = new AbortController();
  const { signal } = closing;

  const reviveWithRetries = async (): Promise<void> => {
    for (let delayMs = CHECK_INTERVAL_MS; !signal.aborted; delayMs = Math.min(delayMs * 2, MAX_RETRY_DELAY_MS)) {
      try {
        await engine.revive();
        return log.warn({ engine: engine.name }, 'an engine is running again');
      } catch (error) {
        log.error({ err: error, engine: engine.name, delayMs }, 'an engine does not start; trying again');
        await delay(delayMs, signal);
      }
    }
  };
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!engine.isRunning()) {
        log.error({ engine: engine.name }, 'an engine ended; restarting it');
        await reviveWithRetries();
      }
      await delay(CHECK_INTERVAL_MS, signal);
    }
  };
  const watching = watch();

  return {
    async close() {
      closing.abort();
      await watching;
    },
  };
}
