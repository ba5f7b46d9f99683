import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';

const LOOK_INTERVAL_MS = 500;
const MAX_RETRY_DELAY_MS = 10_000;

/** An engine that can be looked after. */
export interface WatchedEngine {
  /** For people, such as `PostgreSQL`. */
  readonly name: string;
  /** Whether its process is there. */
  isRunning(): boolean;
  /** Starts it again at its address, unless another process has done so already. @throws when it does not start. */
  revive(): Promise<void>;
}

/** How it is watched. */
export interface WatchOptions {
  readonly log: Pick<Logger, 'error' | 'warn'>;
  /** Waits; default a timer that does not keep the process alive. */
  readonly delay?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);

/** Starts an engine again whenever its process has ended, for as long as it takes. Closing waits for a start on its way. */
export function watchEngine(engine: WatchedEngine, { log, delay = wait }: WatchOptions): { close(): Promise<void> } {
  const closing = new AbortController();
  const { signal } = closing;

  const reviveInTime = async (): Promise<void> => {
    for (let delayMs = LOOK_INTERVAL_MS; !signal.aborted; delayMs = Math.min(delayMs * 2, MAX_RETRY_DELAY_MS)) {
      try {
        await engine.revive();
        return log.warn({ engine: engine.name }, 'an engine runs again');
      } catch (error) {
        log.error({ err: error, engine: engine.name, delayMs }, 'an engine does not start; trying again');
        await delay(delayMs, signal);
      }
    }
  };
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!engine.isRunning()) {
        log.error({ engine: engine.name }, 'an engine ended; starting it again');
        await reviveInTime();
      }
      await delay(LOOK_INTERVAL_MS, signal);
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
