import { setTimeout } from 'node:timers/promises';

/** Resolves after so many milliseconds, or when the signal aborts, which is no failure. It does not keep the process alive. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
