import type { FetchNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLString, valueFromAST } from 'graphql';
import type { Logger } from 'pino';
import { type Executor, isStream } from '../../runtime/executor.ts';
import { fault } from '../../runtime/faults.ts';
import { clientError } from '../execute/client-errors.ts';
import type { Execute, RequestScope } from '../execute/execute.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import { openResumingStream } from './resuming-stream.ts';

/** A stream of results, as a transport consumes it; `return` ends it at once, also while an event is awaited. */
export type ResultStream = AsyncIterableIterator<ExecutionResult>;

/** Opens a prepared subscription, or answers with the one result that says why not. Never rejects. */
export type Subscribe = (prepared: PreparedOperation, scope: RequestScope) => Promise<ResultStream | ExecutionResult>;

/** What it takes to follow subgraphs' streams. */
export interface SubscriptionParts {
  executor(name: string): Executor | null;
  readonly execute: Execute;
  readonly log: Logger;
  /** Waits before the nth attempt to take up a broken stream again. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
}

/**
 * Federated subscriptions: the root field streams from its own subgraph, and for each event the rest of the plan runs
 * in a scope of its own. Events keep their order; a broken upstream is taken up again without the client noticing.
 */
export function createSubscribe(parts: SubscriptionParts): Subscribe {
  return async (prepared, scope) => {
    const told = { log: parts.log, requestId: scope.requestId };
    const node = prepared.plan.node;
    if (node?.kind !== 'Subscription') return { errors: [clientError(new Error('Not a subscription plan.'), told)] };
    const execute = parts.executor(node.primary.serviceName);
    if (execute === null) return { errors: [fault('SUBGRAPH_UNAVAILABLE', 'This stream is not available.')] };

    const source = await openResumingStream({
      open: (after, signal) => openSource(execute, node.primary, prepared, { ...scope, signal }, after),
      cursorOf: (event) => cursorOf(prepared, event),
      pause: parts.pause,
      log: parts.log,
      signal: scope.signal,
    });
    if (!isStream(source)) return { errors: (source.errors ?? []).map((error) => clientError(error, told)) };
    return mapStream(
      source,
      (result) => parts.execute(prepared, scope, { primary: node.primary, rest: node.rest, result }),
      (error) => clientError(error, told),
    );
  };
}

async function openSource(
  execute: Executor,
  primary: FetchNode,
  prepared: PreparedOperation,
  { caller, requestId, origin, signal }: RequestScope,
  after: string | null,
): Promise<ResultStream | ExecutionResult> {
  try {
    const given = { ...prepared.variables, ...afterVariable(prepared, after) };
    const wanted = new Set(primary.variableUsages ?? []);
    return await execute(
      {
        query: primary.operation,
        operationName: primary.operationName,
        variables: Object.fromEntries(Object.entries(given).filter(([name]) => wanted.has(name))),
        requestId,
        announceStart: prepared.known.resume !== null,
        origin,
        signal,
      },
      caller,
    );
  } catch (error) {
    return { errors: [fault('INTERNAL', 'An executor rejected.', { cause: String(error) })] };
  }
}

/** The cursor to go on after; before the first event, what the client gave. An absent variable counts as no argument. */
function afterVariable(
  { known: { resume }, variables }: PreparedOperation,
  after: string | null,
): Record<string, unknown> {
  if (resume === null) return {};
  if (after !== null) return { [resume.afterVariable]: after };
  const given = resume.clientAfter === null ? undefined : valueFromAST(resume.clientAfter, GraphQLString, variables);
  return given === undefined ? {} : { [resume.afterVariable]: given };
}

function cursorOf({ known: { resume } }: PreparedOperation, { data, extensions }: ExecutionResult): string | null {
  if (resume === null) return null;
  const payload: unknown = data?.[resume.rootKey];
  if (typeof payload === 'object' && payload !== null) {
    const cursor: unknown = Reflect.get(payload, resume.cursorKey);
    if (typeof cursor === 'string') return cursor;
  }
  const start = extensions?.['startCursor'];
  return typeof start === 'string' ? start : null;
}

/** Not an async generator: those queue `return` behind a pending `next`, and a quiet stream would never close. */
function mapStream(
  source: ResultStream,
  answer: (event: ExecutionResult) => Promise<ExecutionResult>,
  asClientError: (error: unknown) => Error,
): ResultStream {
  return {
    async next() {
      try {
        const event = await source.next();
        return event.done ? { done: true, value: undefined } : { done: false, value: await answer(event.value) };
      } catch (error) {
        throw asClientError(error);
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await source.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
