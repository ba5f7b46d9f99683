import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';

/** Tracks the recent time spent on planning, on the event loop and per caller. */
export interface PlanningTime {
  /** Whether another plan may run on the event loop. */
  mayBlock(): boolean;
  /** Whether a caller has planning time left. */
  mayPlan(caller: string): boolean;
  /** Records the time that a plan has taken. */
  spent(caller: string, ms: number, where: 'loop' | 'thread'): void;
}

/** Budget of the event loop: bursts of one second, for a client that starts, and a quarter of the time in the long run. */
const LOOP = { burstMs: 1_000, share: 0.25 };
/** Share of the time that one caller may use in the long run. Operations that many callers send are planned only once. */
const CALLER_SHARE = 0.1;
const MAX_CALLERS = 10_000;

/** A leaky bucket of planning time. */
interface Spent {
  ms: number;
  at: number;
}

/** `clock` is in milliseconds; `callerMs` is the burst that one caller may use. */
export function createPlanningTime(clock: () => number, callerMs: number): PlanningTime {
  const loop: Spent = { ms: 0, at: clock() };
  const callers = createBoundedCache<Spent>(MAX_CALLERS);
  const left = (spent: Spent, share: number): number => Math.max(0, spent.ms - (clock() - spent.at) * share);
  const add = (spent: Spent, share: number, ms: number): void => {
    spent.ms = left(spent, share) + ms;
    spent.at = clock();
  };
  return {
    mayBlock: () => left(loop, LOOP.share) < LOOP.burstMs,
    mayPlan(caller) {
      const spent = callers.get(caller);
      return spent === undefined || left(spent, CALLER_SHARE) < callerMs;
    },
    spent(caller, ms, where) {
      if (where === 'loop') add(loop, LOOP.share, ms);
      const spent = callers.get(caller) ?? { ms: 0, at: clock() };
      add(spent, CALLER_SHARE, ms);
      callers.set(caller, spent);
    },
  };
}
