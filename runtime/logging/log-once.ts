import type { Logger } from 'pino';

/** Writes a warning, unless one of its kind was written within the last minute. `kind` does not reach the log. */
export type LogOnce = (kind: string, fields: Readonly<Record<string, unknown>>, message: string) => void;

const INTERVAL_MS = 60_000;
/** Maximum number of remembered kinds; the oldest are dropped, and may be logged again. */
const MAX_KINDS = 1_000;

/**
 * Warnings that a faulty peer could cause with every response, each kind once a minute. The next line of a kind says in
 * `suppressed` how many were dropped since the previous one. `clock` is monotonic, in milliseconds.
 */
export function createLogOnce(log: Pick<Logger, 'warn'>, clock: () => number = () => performance.now()): LogOnce {
  const kinds = new Map<string, { readonly loggedAt: number; suppressed: number }>();
  return (kind, fields, message) => {
    const last = kinds.get(kind);
    const now = clock();
    if (last !== undefined && now - last.loggedAt < INTERVAL_MS) {
      last.suppressed += 1;
      return;
    }
    const suppressed = last?.suppressed ?? 0;
    kinds.delete(kind);
    kinds.set(kind, { loggedAt: now, suppressed: 0 });
    const [oldest] = kinds.keys();
    if (kinds.size > MAX_KINDS && oldest !== undefined) kinds.delete(oldest);
    log.warn(suppressed === 0 ? fields : { ...fields, suppressed }, message);
  };
}
