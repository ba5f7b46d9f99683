import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { workUntilIdle } from '../jobs/loops.ts';
import { createWakeSignal } from '../jobs/wake-signal.ts';
import type { Signals } from '../live/signals.ts';
import { type AttemptOptions, attemptWork, leaseMsOf } from './attempt-work.ts';
import { claimWork } from './claim-work.ts';
import { workTopic } from './enqueue-work.ts';
import type { WorkHandler } from './work-handler.ts';

const POLL_INTERVAL_MS = 1_000;
const CONCURRENCY = 4;
/** How long items may still take when the process stops, before they are released for another one. */
const DRAIN_MS = 5_000;

/** What working takes. */
export interface WorkOptions<Store> extends AttemptOptions<Store> {
  readonly domain: string;
  readonly handlers: readonly WorkHandler<Store>[];
  readonly signals: Pick<Signals, 'on'>;
  /** Called when work on an item begins or ends, with the number of items of its kind that this process works on. */
  readonly onRunning?: (kind: string, count: number) => void;
  /** How late work begins at most when its signal was lost, its time has come or a lease has ended. Default: 1,000, and up to 5,000 when idle. */
  readonly pollMs?: number;
  readonly drainMs?: number;
}

/**
 * Works on the domain's items until `signal` aborts, beside all other processes of the domain: each kind as many at a time
 * as its handler says. Then it claims no more, lets what it has begun end for some seconds, and releases the rest.
 */
export async function runWork<Store>(options: WorkOptions<Store>, signal: AbortSignal): Promise<void> {
  const {
    domain,
    database,
    handlers,
    signals,
    log,
    now,
    onRunning,
    pollMs = POLL_INTERVAL_MS,
    drainMs = DRAIN_MS,
  } = options;
  const { wake, wait } = createWakeSignal();
  const handlerOf = new Map(handlers.map((handler) => [handler.kind, handler]));
  const running = new Map<string, number>(handlers.map(({ kind }) => [kind, 0]));
  const attempts = new Set<Promise<void>>();
  const stopping = new AbortController();
  let isAway = false;

  const count = (kind: string, change: number): void => {
    const next = (running.get(kind) ?? 0) + change;
    running.set(kind, next);
    onRunning?.(kind, next);
  };

  const fill = async (): Promise<boolean> => {
    const capacities = handlers
      .map((handler) => ({
        kind: handler.kind,
        free: (handler.concurrency ?? CONCURRENCY) - (running.get(handler.kind) ?? 0),
        leaseMs: leaseMsOf(handler),
      }))
      .filter(({ free }) => free > 0);
    if (capacities.length === 0) return false;
    const token = randomUUID();
    const claimed = await claimWork(database.sql, capacities, token, now()).then(
      (items) => items,
      (error: unknown) => {
        if (!isAway) log.warn({ err: error, domain }, 'work waits: it cannot be claimed');
        isAway = true;
        return null;
      },
    );
    isAway = claimed === null;
    for (const item of claimed ?? []) {
      const handler = handlerOf.get(item.kind);
      if (handler === undefined) continue;
      count(item.kind, 1);
      const attempt = attemptWork(options, handler, item, token, stopping.signal).finally(() => {
        count(item.kind, -1);
        attempts.delete(attempt);
        wake();
      });
      attempts.add(attempt);
    }
    // What was claimed has filled its kinds or was all that is due; the end of an attempt wakes.
    return false;
  };

  const unsubscribe = signals.on(workTopic(domain), wake);
  try {
    await workUntilIdle({ pollMs, woken: wait }, fill, signal);
  } finally {
    unsubscribe();
    const drained = new AbortController();
    const timer = setTimeout(drainMs, undefined, { signal: drained.signal }).then(
      () => stopping.abort(),
      () => undefined,
    );
    await Promise.all(attempts);
    drained.abort();
    await timer;
  }
}
