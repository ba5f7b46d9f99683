import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, print } from 'graphql';
import type { Logger } from 'pino';
import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { done, type Result, refuse } from '../../runtime/operations/result.ts';
import type { Bounds } from '../limits/bounds.ts';
import type { ReadingRules } from '../operation/disclosure-rules.ts';
import { type Refusals, tooLarge } from '../operation/refusals.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { createFairQueue } from './fair-queue.ts';
import { isTooManyWays, makePlan } from './make-plan.ts';
import { planWeight } from './plan-weight.ts';
import { planningFailed, planningIsBusy } from './planning-refusals.ts';
import { createPlanningThread, type PlanningThread, type ThreadOutcome } from './planning-thread.ts';
import { createPlanningTime } from './planning-time.ts';

/** A plan, or why there is none. */
export type Planned = Result<QueryPlan, Refusals>;

/** A document to plan. */
export interface PlanRequest {
  readonly supergraph: Supergraph;
  /** A document with one operation and no conditions. */
  readonly document: DocumentNode;
  /** The caller whose budget is charged; null: the gateway itself, which has no budget. */
  readonly caller: string | null;
}

/** Plans operations within budgets, on the event loop or in a worker thread. */
export interface Planning {
  /**
   * Plans light documents synchronously and others in a thread. Refuses documents that exceed a budget: of the operation,
   * of the caller, or of all callers together. Concurrent equal documents share one plan. Throws or rejects with any other
   * error of the planner.
   */
  plan(request: PlanRequest): Planned | Promise<Planned>;
  /** Terminates the threads of all other supergraphs after the document that they are planning. */
  keepOnly(supergraph: Supergraph): void;
  close(): Promise<void>;
}

/** The budget that an operation exceeded; `failed`: the thread could not run. */
type PlanRefusal = 'weight' | 'time' | 'caller' | 'queue' | 'failed';

/** Dependencies of `createPlanning`. */
export interface PlanningParts {
  readonly rules: ReadingRules;
  readonly bounds: Pick<Bounds, 'planWeight' | 'planMs' | 'planMsPerCaller' | 'plansPerCaller' | 'plansWaiting'>;
  readonly clock: () => number;
  readonly log: Logger;
  /** Called with the duration of each plan in seconds. */
  onPlanned?(where: 'loop' | 'thread', seconds: number): void;
  onRefused?(reason: PlanRefusal): void;
  /** For tests; absent: worker threads. */
  readonly openThread?: (sdl: string) => PlanningThread;
}

/** Maximum weight that is planned on the event loop, which takes a few milliseconds. Common operations are below it. */
const LIGHT_WEIGHT = 12;
/** A request that has waited longer is refused with the advice to retry. */
const MAX_WAIT_MS = 5_000;
/** How many over-budget documents are remembered, and for how long: the machine may just have been busy. */
const MAX_REFUSED = 1_000;
const REFUSED_MS = 60_000;
/** The key of the gateway's own work in the queue. */
const GATEWAY = '(gateway)';

interface Job extends PlanRequest {
  readonly key: string;
  readonly text: string;
  readonly since: number;
  settle(planned: Planned | Promise<Planned>): void;
}

/** Creates the planning of one gateway; starts no thread before it is needed. */
export function createPlanning(parts: PlanningParts): Planning {
  const { rules, bounds, clock, log, openThread = createPlanningThread } = parts;
  const time = createPlanningTime(clock, bounds.planMsPerCaller);
  const threads = new Map<string, PlanningThread>();
  const running = new Map<string, Promise<Planned>>();
  /** By document: when it may be planned again. */
  const overBudget = createBoundedCache<number>(MAX_REFUSED);
  const retired = new Set<string>();
  const queue = createFairQueue<Job>();
  let isBusy = false;

  const refused = (reason: PlanRefusal): Planned => {
    parts.onRefused?.(reason);
    if (reason === 'failed') return refuse([planningFailed()]);
    return refuse([reason === 'queue' || reason === 'caller' ? planningIsBusy() : tooLarge('planning', rules)]);
  };
  const spent = (caller: string | null, ms: number, where: 'loop' | 'thread'): void => {
    time.spent(caller ?? GATEWAY, ms, where);
    parts.onPlanned?.(where, ms / 1_000);
  };

  function atOnce({ supergraph, document, caller }: PlanRequest): Planned {
    const began = clock();
    try {
      return done(makePlan(supergraph, document));
    } catch (error) {
      if (isTooManyWays(error)) return refuse([tooLarge('ways', rules)]);
      throw error;
    } finally {
      spent(caller, clock() - began, 'loop');
    }
  }

  function inThread(request: PlanRequest, key: string, text: string): Planned | Promise<Planned> {
    const caller = request.caller ?? GATEWAY;
    const isFull = queue.size >= bounds.plansWaiting || queue.countOf(caller) >= bounds.plansPerCaller;
    if (request.caller !== null && isFull) return refused('queue');
    const { promise, resolve } = Promise.withResolvers<Planned>();
    running.set(key, promise);
    const remove = (): void => void running.delete(key);
    promise.then(remove, remove);
    queue.add(caller, { ...request, key, text, since: clock(), settle: resolve });
    void work();
    return promise;
  }

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let job = queue.next(); job !== undefined; job = queue.next()) {
      const planned = run(job);
      job.settle(planned);
      await planned.catch(() => undefined);
      endRetired();
    }
    isBusy = false;
  }

  function endRetired(): void {
    for (const hash of retired) {
      void threads.get(hash)?.close();
      threads.delete(hash);
    }
    retired.clear();
  }

  async function run({ supergraph, caller, key, text, since }: Job): Promise<Planned> {
    if (caller !== null && clock() - since > MAX_WAIT_MS) return refused('queue');
    let outcome: ThreadOutcome;
    const began = clock();
    try {
      outcome = await threadOf(supergraph).plan(text, bounds.planMs);
    } catch (error) {
      log.error({ err: error }, 'The thread that plans operations cannot run');
      return refused('failed');
    }
    spent(caller, Math.min(clock() - began, bounds.planMs), 'thread');
    if ('plan' in outcome) return done(outcome.plan);
    if ('isOverBudget' in outcome) {
      log.warn({ length: text.length }, 'An operation took too long to plan, and is refused');
      overBudget.set(key, clock() + REFUSED_MS);
      return refused('time');
    }
    const error = new Error(outcome.error);
    if (isTooManyWays(error)) return refuse([tooLarge('ways', rules)]);
    throw error;
  }

  function threadOf({ hash, sdl }: Supergraph): PlanningThread {
    const found = threads.get(hash);
    if (found !== undefined) return found;
    const thread = openThread(sdl);
    threads.set(hash, thread);
    return thread;
  }

  return {
    plan(request) {
      const { supergraph, document, caller } = request;
      const weight = planWeight(supergraph.apiSchema, document);
      if (weight > bounds.planWeight) return refused('weight');
      const text = print(document);
      const key = `${supergraph.hash} ${text}`;
      if ((overBudget.get(key) ?? 0) > clock()) return refused('time');
      const same = running.get(key);
      if (same !== undefined) return same;
      if (caller !== null && !time.mayPlan(caller)) return refused('caller');
      return weight <= LIGHT_WEIGHT && time.mayBlock() ? atOnce(request) : inThread(request, key, text);
    },
    keepOnly({ hash }) {
      for (const other of threads.keys()) if (other !== hash) retired.add(other);
      retired.delete(hash);
      if (!isBusy) endRetired();
    },
    async close() {
      await Promise.all([...threads.values()].map((thread) => thread.close()));
      threads.clear();
    },
  };
}
