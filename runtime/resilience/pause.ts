import { setTimeout } from 'node:timers/promises';

/**
 * Resolves after so many milliseconds, at once for none or less, or when the signal aborts, which is no failure. It does not
 * keep the process alive.
 */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
