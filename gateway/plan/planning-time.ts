import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';

/** How much time planning has taken of late, of the event loop and for each caller. */
export interface PlanningTime {
  /** Whether the event loop may be held up by another plan. */
  mayBlock(): boolean;
  /** Whether a caller may have anything planned. */
  mayPlan(caller: string): boolean;
  /** Notes what a plan has taken. */
  spent(caller: string, ms: number, where: 'loop' | 'thread'): void;
}

/** Of the event loop: a second at once, which a client needs that starts, and a quarter of the time in the long run. */
const LOOP = { burstMs: 1_000, share: 0.25 };
/** Of one caller, in the long run. What many ask alike is planned once, so that nobody's share is used by others. */
const CALLER_SHARE = 0.1;
const MAX_CALLERS = 10_000;

/** Time that drains away: what is over the burst has to wait. */
interface Spent {
  ms: number;
  at: number;
}

/** Begins with nothing spent; `clock` in milliseconds, and `callerMs` is what a caller may spend at once. */
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
