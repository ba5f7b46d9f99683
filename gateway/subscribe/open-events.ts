import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLString, valueFromAST } from 'graphql';
import type { Logger } from 'pino';
import { type Executor, isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { Execute } from '../execute/execute.ts';
import { clientError } from '../graphql/client-errors.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { deliverEntry } from './deliver-entry.ts';
import { mapStream } from './map-stream.ts';
import type { OpenSubscription, OpenSubscriptions } from './open-subscriptions.ts';
import type { ResultStream } from './result-stream.ts';
import { openResumingStream } from './resuming-stream.ts';

/** A result with the cursor of its event. */
export interface StreamEvent {
  readonly result: ExecutionResult;
  /** The cursor of the event, or else the last one before it; null on a stream without cursors. */
  readonly cursor: string | null;
}

/** A stream of results with their cursors. */
export type EventStream = AsyncIterableIterator<StreamEvent>;

/**
 * Opens a planned subscription after a cursor; null: where the client asked it to begin. After a supergraph swap it
 * continues on the new supergraph unless `canContinue` refuses the newly planned operation. Never rejects.
 */
export type OpenEvents = (
  planned: PlannedOperation,
  scope: RequestScope,
  after: string | null,
  canContinue?: (next: PlannedOperation) => boolean,
) => Promise<EventStream | ExecutionResult>;

/** Dependencies of `createOpenEvents`. */
export interface SubscriptionParts {
  executor(name: string, supergraph: Supergraph): Executor | null;
  readonly execute: Execute;
  /** Whether errors name the subgraph that is unavailable; absent: they do not. */
  readonly namesSubgraphs?: boolean;
  /** Absent: streams stay on the supergraph that they were opened with. */
  readonly openSubscriptions?: OpenSubscriptions;
  readonly log: Logger;
  /** Error codes of subgraphs that reach clients in addition to the closed list; absent: none. */
  readonly errorCodes?: ReadonlySet<string> | undefined;
  /** Waits before the nth attempt to reopen a broken stream. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
}

/**
 * Federated subscriptions: the root field streams from its subgraph, and the rest of the plan is executed for each event
 * in a fresh scope. Events keep their order; a broken upstream is resumed without the client noticing.
 */
export function createOpenEvents(parts: SubscriptionParts): OpenEvents {
  return async (first, scope, begin, canContinue = () => true) => {
    const subgraph = parts.namesSubgraphs === true ? routeOf(parts, first)?.primary.serviceName : undefined;
    const disclosure = { log: parts.log, requestId: scope.requestId, subgraph, subgraphCodes: parts.errorCodes };
    if (routeOf(parts, first) === null)
      return { errors: [clientError(new Error('Not a subscription plan.'), disclosure)] };
    const [caller, given] = [scope.caller, Object.keys(first.variables)];
    /** The operation that the source was opened with, and the one to open it with next. */
    let planned = first;
    let latest = first;
    let cursor = begin;
    let leave = (): void => undefined;
    const closed = new AbortController();
    const source = await openResumingStream({
      open(after, signal) {
        planned = latest;
        return openSource(parts, planned, { ...scope, signal }, after ?? begin);
      },
      cursorOf(event) {
        cursor = cursorOf(planned, event) ?? cursor;
        return cursor;
      },
      pause: parts.pause,
      onClose() {
        closed.abort();
        leave();
      },
      log: parts.log,
      signal: scope.signal,
    });
    if (!isStream(source)) return { errors: (source.errors ?? []).map((error) => clientError(error, disclosure)) };
    const operation: OpenSubscription = {
      caller,
      current: () => latest,
      replace(next) {
        const variables = Object.fromEntries(Object.entries(next.variables).filter(([name]) => given.includes(name)));
        latest = { ...next, variables };
        if (!canContinue(latest)) source.fail(fault('UNAVAILABLE', 'The schema has changed; subscribe again.'));
        else if (isSameRoute(routeOf(parts, planned), routeOf(parts, latest))) planned = latest;
        else source.move();
      },
      end: source.fail,
    };
    if (scope.signal?.aborted !== true) leave = parts.openSubscriptions?.join(operation) ?? leave;
    return mapStream(
      source,
      async (event) => {
        const at = cursor;
        const run = () => runEvent(parts, planned, scope, event);
        const pause = (attempt: number) => parts.pause(attempt, closed.signal);
        const isOver = () => closed.signal.aborted;
        const isDurable = planned.analysis.resume !== null;
        return { result: await (isDurable ? deliverEntry({ run, pause, isOver, log: parts.log }) : run()), cursor: at };
      },
      (error) => clientError(error, disclosure),
    );
  };
}

/** Executes the rest of the plan for one event of the source. */
async function runEvent(
  parts: SubscriptionParts,
  planned: PlannedOperation,
  scope: RequestScope,
  result: ExecutionResult,
): Promise<ExecutionResult> {
  const { primary, rest } = routeOf(parts, planned) ?? {};
  if (primary === undefined) throw new Error('Not a subscription plan.');
  return parts.execute(planned, scope, { primary, rest, result });
}

/** The executor of the source, its fetch, and the rest of the plan. */
interface Route {
  readonly executor: Executor | null;
  readonly primary: FetchNode;
  readonly rest: PlanNode | undefined;
}

function routeOf({ executor }: SubscriptionParts, { plan: { node }, analysis }: PlannedOperation): Route | null {
  if (node?.kind !== 'Subscription') return null;
  const { primary, rest } = node;
  return { executor: executor(primary.serviceName, analysis.supergraph), primary, rest };
}

const isSameRoute = (one: Route | null, other: Route | null): boolean =>
  one?.executor === other?.executor && one?.primary.operation === other?.primary.operation;

async function openSource(
  parts: SubscriptionParts,
  planned: PlannedOperation,
  { caller, requestId, client, signal }: RequestScope,
  after: string | null,
): Promise<ResultStream | ExecutionResult> {
  const { executor: execute = null, primary } = routeOf(parts, planned) ?? {};
  if (execute === null || primary === undefined)
    return { errors: [fault('SUBGRAPH_UNAVAILABLE', 'This stream is not available.')] };
  try {
    const given = { ...planned.variables, ...afterVariable(planned, after) };
    const used = new Set(primary.variableUsages ?? []);
    return await execute(
      {
        query: primary.operation,
        operationName: primary.operationName,
        variables: Object.fromEntries(Object.entries(given).filter(([name]) => used.has(name))),
        requestId,
        announceStart: planned.analysis.resume !== null,
        client,
        signal,
      },
      caller,
    );
  } catch (error) {
    return { errors: [fault('INTERNAL', 'An executor rejected.', { cause: String(error) })] };
  }
}

/** The cursor to resume after; before the first event, the client's own. An absent variable counts as no argument. */
function afterVariable(
  { analysis: { resume }, variables }: PlannedOperation,
  after: string | null,
): Record<string, unknown> {
  if (resume === null) return {};
  if (after !== null) return { [resume.afterVariable]: after };
  const given = resume.clientAfter === null ? undefined : valueFromAST(resume.clientAfter, GraphQLString, variables);
  return given === undefined ? {} : { [resume.afterVariable]: given };
}

function cursorOf({ analysis: { resume } }: PlannedOperation, { data, extensions }: ExecutionResult): string | null {
  if (resume === null) return null;
  const payload: unknown = data?.[resume.rootKey];
  if (typeof payload === 'object' && payload !== null) {
    const cursor: unknown = Reflect.get(payload, resume.cursorKey);
    if (typeof cursor === 'string') return cursor;
  }
  const start = extensions?.['startCursor'];
  return typeof start === 'string' ? start : null;
}
