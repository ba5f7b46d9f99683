import { setTimeout } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { Caller } from '../executor/caller.ts';
import { type Executor, isStream } from '../executor/executor.ts';
import { type FaultCode, fault } from '../executor/faults.ts';
import { timeLeftMs } from '../executor/time-left.ts';
import { failureOf } from '../resilience/failed-call.ts';
import type { CallDomain } from './host.ts';

const DEFAULT_TIMEOUT_MS = 500;
const MAX_TIMEOUT_MS = 2_000;

/** Shortest pause before a call is repeated; the longest is twice that. */
const PAUSE_MS = 20;
const IS_QUERY = /^\s*(query\b|\{)/;

/**
 * Whether a domain may have acted on a call that failed: `refused`, when it has not for certain, for it was not reached or
 * returned errors; `unknown`, when its result did not arrive.
 */
export type CallOutcome = 'refused' | 'unknown';

const outcomes = new WeakMap<object, CallOutcome>();

/** The outcome of a call that has failed; `unknown` for any other error. */
export const callOutcome = (error: unknown): CallOutcome => outcomes.get(Object(error)) ?? 'unknown';

/** Who calls, and where calls are counted and logged. */
export interface CallDomainOptions {
  /** The name of the calling domain. */
  readonly from: string;
  readonly executorOf: (domain: string) => Executor;
  readonly log: Logger;
  readonly metrics: Registry;
}

/**
 * Calls domains through `executorOf`, embedded or served. A call that may be repeated is, once, when its connection broke
 * and there is time. There is no breaker: a timeout this short says too little to refuse all other calls.
 */
export function createCallDomain({ from, executorOf, log, metrics }: CallDomainOptions): CallDomain {
  const calls = callCounter(metrics);
  return async (domain, document, variables, caller, { withinMs = DEFAULT_TIMEOUT_MS, isRepeatable = false } = {}) => {
    const fail = (outcome: CallOutcome, reason: unknown): never => {
      log.warn({ domain, outcome, reason }, 'a call to a domain failed');
      calls.inc({ from, to: domain, outcome });
      const failure = fault('UNAVAILABLE', 'Temporarily unavailable. Try again.');
      outcomes.set(failure, outcome);
      throw failure;
    };
    const limitMs = Math.floor(Math.min(withinMs, MAX_TIMEOUT_MS, timeLeftMs()));
    if (limitMs < 1) return fail('refused', 'the request has no time left');
    const signal = AbortSignal.timeout(limitMs);
    const late = new Promise<'late'>((resolve) =>
      signal.addEventListener('abort', () => resolve('late'), { once: true }),
    );
    // What only a role may do is never asked for by a domain, so that no domain's key need be trusted with scopes.
    const asker: Caller = { ...caller, scopes: [] };
    const request = { query: document, variables, signal, withinMs: limitMs };
    const once = () => executorOf(domain)(request, asker);
    const called = IS_QUERY.test(document) || isRepeatable ? twice(once) : once();
    const result = await Promise.race([called, late]).catch((error: unknown) => fail('unknown', error));
    if (result === 'late') return fail('unknown', `no result in ${limitMs} ms`);
    if (isStream(result)) return fail('refused', 'a subscription cannot be called');
    if (result.errors !== undefined && result.errors.length > 0) {
      const reasons = result.errors.map(({ message }) => message);
      return fail(outcomeOf(result), reasons);
    }
    if (result.data == null) return fail('unknown', 'no data');
    calls.inc({ from, to: domain, outcome: 'done' });
    return result.data;
  };
}

/** Codes of errors that come before any effect. */
const REFUSALS: ReadonlySet<unknown> = new Set<FaultCode>([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'NOT_FOUND',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
]);

/** Only what says for certain that nothing was done is a refusal: a lost connection or a masked error may hide an effect. */
function outcomeOf(result: ExecutionResult): CallOutcome {
  const failure = failureOf(result);
  if (failure !== null) return failure === 'refused' ? 'refused' : 'unknown';
  const isRefused = result.errors?.every(({ extensions }) => REFUSALS.has(extensions['code'])) === true;
  return isRefused ? 'refused' : 'unknown';
}

async function twice(once: () => ReturnType<Executor>): ReturnType<Executor> {
  const result = await once();
  const failure = isStream(result) ? null : failureOf(result);
  if (failure !== 'connection' && failure !== 'busy') return result;
  await setTimeout(PAUSE_MS * (1 + Math.random()));
  return await once();
}

type CallLabels = 'from' | 'to' | 'outcome';

/** One for all domains of a process. */
function callCounter(metrics: Registry): Counter<CallLabels> {
  const name = 'domain_calls_total';
  const existing = metrics.getSingleMetric(name);
  if (existing instanceof Counter) return existing;
  return new Counter<CallLabels>({
    name,
    help: 'Calls of one domain to another by outcome: done, refused (not acted on) or unknown.',
    labelNames: ['from', 'to', 'outcome'],
    registers: [metrics],
  });
}
