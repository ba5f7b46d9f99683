import { pause as pauseFor } from '../resilience/pause.ts';
import type { WakeSignal } from './wake-signal.ts';

/** By how much each poll that finds nothing makes the next one later. */
const POLL_GROWTH = 1.25;
/** How many times the interval the time between polls grows to, */
const MAX_POLL_FACTOR = 5;
/** unless this is less. A longer interval does not grow. */
const MAX_IDLE_POLL_MS = 5_000;

/** How a loop waits. */
interface Waiting {
  readonly pollMs: number;
  readonly woken: WakeSignal['wait'];
  /** Between the beginnings of two passes that wake signals cause, so that a busy loop takes more at a time. Default: none. */
  readonly minIntervalMs?: number;
  /** Resolves after so long, or when the signal aborts. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Runs `work` at once and again each time `intervalMs` have passed since it ended, until `signal` aborts. */
export async function repeatEvery(
  intervalMs: number,
  work: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await work();
    await pauseFor(intervalMs, signal);
  }
}

/**
 * Runs `work` as long as it resolves to true; then waits until `woken` resolves or `pollMs` have passed, and begins again,
 * until `signal` aborts. Polls that find nothing become rarer, up to five times `pollMs` or 5 seconds, until there is work or
 * a wake signal: signals say that there is work, and polls find only what they missed. The first signal after a while is
 * followed at once; `minIntervalMs` holds back those that come sooner after a pass.
 */
export async function workUntilIdle(
  { pollMs, woken, minIntervalMs = 0, pause = pauseFor }: Waiting,
  work: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  let delayMs = pollMs;
  while (!signal.aborted) {
    const beganAt = performance.now();
    if (await work()) {
      delayMs = pollMs;
      continue;
    }
    const isWoken = await woken(signal, delayMs);
    delayMs = isWoken ? pollMs : nextDelayMs(delayMs, pollMs);
    const restMs = beganAt + minIntervalMs - performance.now();
    if (isWoken && restMs > 0) await pause(restMs, signal);
  }
}

const nextDelayMs = (delayMs: number, pollMs: number): number =>
  Math.min(delayMs * POLL_GROWTH, Math.max(pollMs, Math.min(pollMs * MAX_POLL_FACTOR, MAX_IDLE_POLL_MS)));
