import type { QueryPlan } from '@apollo/query-planner';
import type { ClientInfo } from '../../runtime/executor/executor.ts';
import { headersAffectingResult } from '../../runtime/serve/forwarded-headers.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { Execute, ExecutionOutput } from './execute.ts';

/** A running query that equal queries can join. */
interface RunningQuery {
  readonly planned: PlannedOperation;
  readonly scope: RequestScope;
  /** Value of `newsCount` when it began. */
  readonly begunAt: number;
  readonly output: Promise<ExecutionOutput>;
  /** Null when the query cannot be cancelled. */
  readonly interest: Interest | null;
}

/** Tracks whether any request still waits for the result. */
interface Interest {
  readonly signal: AbortSignal;
  /** Adds a waiting request until its signal aborts. False: all others have been cancelled already. */
  add(signal: AbortSignal | undefined): boolean;
  /** Stops listening to signals once the result has arrived. */
  close(): void;
}

/**
 * Executes equal concurrent queries of one caller once. Equal queries have the same document, operation, variables and
 * permissions, and agree in everything that distinguishes callers here or in a subgraph. Reads stay consistent: a query
 * accepts no more joiners once this process has completed a mutation or delivered an event. It is aborted when all its
 * requests have been cancelled. `onShared` is called for each query that joins another.
 */
export function shareQueries(execute: Execute, onShared: () => void): Execute {
  const running = new Map<QueryPlan, RunningQuery[]>();
  let newsCount = 0;

  const lead = (planned: PlannedOperation, scope: RequestScope): Promise<ExecutionOutput> => {
    const interest = scope.signal === undefined ? null : openInterest(scope.signal);
    const output = execute(planned, interest === null ? scope : { ...scope, signal: interest.signal });
    const query: RunningQuery = { planned, scope, begunAt: newsCount, output, interest };
    const queries = running.get(planned.plan);
    if (queries === undefined) running.set(planned.plan, [query]);
    else queries.push(query);
    return output.finally(() => remove(query));
  };
  const remove = (query: RunningQuery): void => {
    query.interest?.close();
    const { plan } = query.planned;
    const queries = running.get(plan) ?? [];
    if (queries.length === 1) running.delete(plan);
    else queries.splice(queries.indexOf(query), 1);
  };
  const findJoinable = (planned: PlannedOperation, scope: RequestScope): RunningQuery | undefined =>
    running
      .get(planned.plan)
      ?.find(
        (one) =>
          one.begunAt === newsCount &&
          one.scope.wantsText === scope.wantsText &&
          isSameCaller(one.scope, scope) &&
          isSameQuestion(one.planned, planned),
      );

  return (planned, scope, event) => {
    if (event !== undefined) {
      // A query that begins after an event must see everything that happened before the event.
      newsCount += 1;
      return execute(planned, scope, event);
    }
    if (planned.analysis.kind !== 'query') {
      return execute(planned, scope).finally(() => {
        newsCount += 1;
      });
    }
    const joined = findJoinable(planned, scope);
    if (joined === undefined || joined.interest?.add(scope.signal) === false) return lead(planned, scope);
    onShared();
    // A copy each: the transport removes the text from its output.
    return joined.output.then((output) => ({ ...output }));
  };
}

function isSameCaller(one: RequestScope, other: RequestScope): boolean {
  return (
    one.credential === other.credential &&
    one.caller.viewerId === other.caller.viewerId &&
    one.caller.sessionId === other.caller.sessionId &&
    one.caller.service === other.caller.service &&
    one.client?.ip === other.client?.ip &&
    one.client?.userAgent === other.client?.userAgent &&
    one.caller.scopes.join(' ') === other.caller.scopes.join(' ') &&
    areSameHeaders(one.client?.headers, other.client?.headers)
  );
}

function areSameHeaders(one: ClientInfo['headers'], other: ClientInfo['headers']): boolean {
  if (one === undefined && other === undefined) return true;
  return JSON.stringify(headersAffectingResult(one)) === JSON.stringify(headersAffectingResult(other));
}

/** Compares everything but the plan, which is unique to a document, an operation and its denied fields. */
const isSameQuestion = (one: PlannedOperation, other: PlannedOperation): boolean =>
  JSON.stringify(one.variables) === JSON.stringify(other.variables);

function openInterest(first: AbortSignal): Interest {
  const abort = new AbortController();
  const listening = new Map<() => void, AbortSignal>();
  let waiting = 0;
  const gone = (): void => {
    waiting -= 1;
    if (waiting === 0) abort.abort();
  };
  const add = (signal: AbortSignal | undefined): boolean => {
    if (abort.signal.aborted) return false;
    waiting += 1;
    if (signal?.aborted === true) gone();
    else if (signal !== undefined) {
      // One listener each: several requests on one socket share a signal.
      const listener = (): void => gone();
      listening.set(listener, signal);
      signal.addEventListener('abort', listener, { once: true });
    }
    return true;
  };
  add(first);
  return {
    signal: abort.signal,
    add,
    close() {
      for (const [listener, signal] of listening) signal.removeEventListener('abort', listener);
    },
  };
}
