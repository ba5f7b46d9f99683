import type { QueryPlan } from '@apollo/query-planner';
import type { ClientInfo } from '../../runtime/executor/executor.ts';
import { tellingHeadersIn } from '../../runtime/serve/forwarded-headers.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { Execute, ExecutionOutput } from './execute.ts';

/** A query that runs, and what another must have in common with it. */
interface RunningQuery {
  readonly planned: PlannedOperation;
  readonly scope: RequestScope;
  /** How much this process had told when it began. */
  readonly begunAt: number;
  readonly output: Promise<ExecutionOutput>;
  /** Null where nobody can take the question back. */
  readonly interest: Interest | null;
}

/** Whether anybody still waits for an answer. */
interface Interest {
  readonly signal: AbortSignal;
  /** Another one waits, until its signal speaks. False: the last one has gone. */
  add(signal: AbortSignal | undefined): boolean;
  /** The answer is there: signals are listened to no more. */
  close(): void;
}

/**
 * Answers equal queries of one caller that run at the same time by one execution. Equal means: the same document,
 * operation, variables and rights, and everything the same that tells callers apart, here or in a subgraph. Who joins
 * never hears less than was known: a query is joined only until this process has answered a mutation or told an event.
 * It ends early when all have gone who asked. `onShared` is called for each that joins.
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
      // What has happened before an event is in every query that begins after it came.
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
    // Each has its own: a text is taken out of what it came in.
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
  return JSON.stringify(tellingHeadersIn(one)) === JSON.stringify(tellingHeadersIn(other));
}

/** Beside the plan, which is one for a document, an operation and what is left out of it for want of rights. */
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
      // One each: several may come from one socket, and have one signal.
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
