import type { Logger } from 'pino';
import { type Executor, isStream } from './executor.ts';
import { fault } from './faults.ts';
import type { Ask } from './host.ts';

const TIMEOUT_MS = 500;

/** Asks domains through `executorOf`, whatever form they run in. */
export function createAsk(executorOf: (domain: string) => Executor, log: Logger): Ask {
  return async (domain, document, variables, caller) => {
    const failed = (reason: unknown): never => {
      log.warn({ domain, reason }, 'a domain could not be asked');
      throw fault('UNAVAILABLE', 'Not available for a moment; try again.');
    };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const late = new Promise<'late'>((resolve) =>
      signal.addEventListener('abort', () => resolve('late'), { once: true }),
    );
    const answer = executorOf(domain)({ query: document, variables, signal }, caller);
    const result = await Promise.race([answer, late]).catch(failed);
    if (result === 'late') return failed(`no answer in ${TIMEOUT_MS} ms`);
    if (isStream(result)) return failed('a subscription cannot be asked');
    if (result.errors !== undefined && result.errors.length > 0)
      return failed(result.errors.map(({ message }) => message));
    return result.data ?? failed('no data');
  };
}
