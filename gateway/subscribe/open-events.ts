import type { FetchNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLString, valueFromAST } from 'graphql';
import type { Logger } from 'pino';
import { type Executor, isStream } from '../../runtime/executor.ts';
import { fault } from '../../runtime/faults.ts';
import { clientError } from '../execute/client-errors.ts';
import type { Execute, RequestScope } from '../execute/execute.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import { mapStream } from './map-stream.ts';
import { openResumingStream } from './resuming-stream.ts';
import type { ResultStream } from './subscribe.ts';

/** A result with the place of its event in the source. */
export interface StreamEvent {
  readonly result: ExecutionResult;
  /** The cursor that the event carried, or the last one before it; null on a stream without cursors. */
  readonly cursor: string | null;
}

/** A stream of results with their places. */
export type EventStream = AsyncIterableIterator<StreamEvent>;

/**
 * Opens a prepared subscription after a cursor of its own; null: where the client asked to begin. Never rejects.
 */
export type OpenEvents = (
  prepared: PreparedOperation,
  scope: RequestScope,
  after: string | null,
) => Promise<EventStream | ExecutionResult>;

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
export function createOpenEvents(parts: SubscriptionParts): OpenEvents {
  return async (prepared, scope, begin) => {
    const told = { log: parts.log, requestId: scope.requestId };
    const node = prepared.plan.node;
    if (node?.kind !== 'Subscription') return { errors: [clientError(new Error('Not a subscription plan.'), told)] };
    const execute = parts.executor(node.primary.serviceName);
    if (execute === null) return { errors: [fault('SUBGRAPH_UNAVAILABLE', 'This stream is not available.')] };

    let cursor = begin;
    const source = await openResumingStream({
      open: (after, signal) => openSource(execute, node.primary, prepared, { ...scope, signal }, after ?? begin),
      cursorOf(event) {
        cursor = cursorOf(prepared, event) ?? cursor;
        return cursor;
      },
      pause: parts.pause,
      log: parts.log,
      signal: scope.signal,
    });
    if (!isStream(source)) return { errors: (source.errors ?? []).map((error) => clientError(error, told)) };
    return mapStream(
      source,
      async (event) => {
        const at = cursor;
        const result = await parts.execute(prepared, scope, { primary: node.primary, rest: node.rest, result: event });
        return { result, cursor: at };
      },
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
