import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Caller } from '../executor/caller.ts';
import { type Executor, isStream } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { failureOf } from '../resilience/failed-call.ts';
import type { CallDomain } from './host.ts';

const TIMEOUT_MS = 500;

/** Before a question is asked again, up to twice as long. */
const PAUSE_MS = 20;
const IS_QUERY = /^\s*(query\b|\{)/;

/**
 * Asks domains through `executorOf`, whatever form they run in. A query whose connection broke is asked once more while
 * there is time. There is no breaker here: being late by this short time says too little to keep everybody waiting.
 */
export function createCallDomain(executorOf: (domain: string) => Executor, log: Logger): CallDomain {
  return async (domain, document, variables, caller) => {
    const failed = (reason: unknown): never => {
      log.warn({ domain, reason }, 'a domain could not be asked');
      throw fault('UNAVAILABLE', 'Temporarily unavailable. Try again.');
    };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const late = new Promise<'late'>((resolve) =>
      signal.addEventListener('abort', () => resolve('late'), { once: true }),
    );
    // What only a role may do is never asked for by a domain, so that no domain's key need be trusted with scopes.
    const asker: Caller = { ...caller, scopes: [] };
    const once = () => executorOf(domain)({ query: document, variables, signal }, asker);
    const answer = IS_QUERY.test(document) ? twice(once) : once();
    const result = await Promise.race([answer, late]).catch(failed);
    if (result === 'late') return failed(`no answer in ${TIMEOUT_MS} ms`);
    if (isStream(result)) return failed('a subscription cannot be asked');
    if (result.errors !== undefined && result.errors.length > 0)
      return failed(result.errors.map(({ message }) => message));
    return result.data ?? failed('no data');
  };
}

async function twice(once: () => ReturnType<Executor>): ReturnType<Executor> {
  const result = await once();
  const failure = isStream(result) ? null : failureOf(result);
  if (failure !== 'connection' && failure !== 'busy') return result;
  await setTimeout(PAUSE_MS * (1 + Math.random()));
  return await once();
}
