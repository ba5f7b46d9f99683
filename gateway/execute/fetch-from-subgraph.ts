import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Executor } from '../../runtime/executor/executor.ts';
import { failureOf } from '../../runtime/resilience/failed-call.ts';
import type { LoopDelay } from '../../runtime/resilience/loop-delay.ts';
import { clientError, type ErrorDisclosure } from '../graphql/client-errors.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { GuardedCall, SubgraphGuard } from '../resilience/subgraph-guard.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { callSubgraph, unavailable } from './call-subgraph.ts';
import type { FetchFromSubgraph, SubgraphResult } from './run/program-run.ts';
import { readSessionChange } from './run/session-change.ts';

/** Timeouts of one call, in milliseconds. */
interface CallLimits {
  readonly queryMs: number;
  readonly mutationMs: number;
}

/** Timeouts of subgraph calls, in milliseconds. Documented in `docs/operations.md`. */
export interface CallTimeouts extends CallLimits {
  /** For all calls of one request together. */
  readonly requestMs: number;
  /** Overrides for single subgraphs. */
  readonly subgraphs?: ReadonlyMap<string, Partial<CallLimits>> | undefined;
}

/** Dependencies of subgraph calls. */
export interface SubgraphCalls {
  /** The executor of a subgraph; null when it is not open. */
  executor(name: string, supergraph: Supergraph): Executor | null;
  readonly timeouts: CallTimeouts;
  readonly log: Logger;
  /** Whether errors name the subgraph that is unavailable; absent: they do not. */
  readonly namesSubgraphs?: boolean;
  /** Error codes of subgraphs that reach clients in addition to the closed list; absent: none. */
  readonly errorCodes?: ReadonlySet<string> | undefined;
  /** Absent: delays of the event loop are ignored. */
  readonly loopDelay?: Pick<LoopDelay, 'lostMs'>;
  /** The only subgraph whose results may report that a session was opened or ended; absent: none may. */
  readonly sessionSubgraph?: string | undefined;
  /** The guard of a subgraph; absent: calls are not guarded. */
  guardOf?(subgraph: string): Pick<SubgraphGuard, 'call'>;
  /** Called after each call. */
  onCall(subgraph: string, seconds: number, failed: boolean): void;
}

/** Fetches from subgraphs for one request, within the time that the request has left. `failed` receives thrown errors. */
export function createFetchFromSubgraph(
  calls: SubgraphCalls,
  { analysis }: PlannedOperation,
  { caller, requestId, client, signal, until }: RequestScope,
  failed: (error: unknown) => void,
): FetchFromSubgraph {
  const { timeouts } = calls;
  const deadline = until ?? performance.now() + timeouts.requestMs;
  const isQuery = analysis.kind === 'query';
  const isEvent = analysis.kind === 'subscription';
  const limit = analysis.kind === 'mutation' ? 'mutationMs' : 'queryMs';
  return (service, { query, operationName, variables, variablesText }, onResult) => {
    const started = performance.now();
    const respond = (result: ExecutionResult): void => {
      const { errors = [] } = result;
      // A child logger is created only when there may be something to log; failed calls have been reported already.
      const log =
        errors.length === 0 || failureOf(result) !== null ? calls.log : calls.log.child({ subgraph: service });
      const subgraph = calls.namesSubgraphs === true ? service : undefined;
      const fetched = toSubgraphResult(result, { log, requestId, subgraph, subgraphCodes: calls.errorCodes });
      calls.onCall(service, (performance.now() - started) / 1000, isUnavailable(fetched));
      const session = service === calls.sessionSubgraph ? readSessionChange(result) : undefined;
      onResult(session === undefined ? fetched : { ...fetched, session });
    };
    const execute = calls.executor(service, analysis.supergraph);
    if (execute === null) return respond(unavailable('A part of the answer is not available.'));
    const request = { query, operationName, variables, variablesText, requestId, client, signal };
    const attemptMs = timeouts.subgraphs?.get(service)?.[limit] ?? timeouts[limit];
    // An event of a stream may wait longer: the client cannot request it again.
    const totalMs = isEvent ? timeouts.requestMs : attemptMs * (isQuery ? WITH_RETRY : 1);
    (calls.guardOf?.(service) ?? UNGUARDED).call({
      attempt: (timeoutMs, onAttemptResult) =>
        callSubgraph({ execute, request, caller, timeoutMs, loopDelay: calls.loopDelay }, onAttemptResult),
      attemptMs,
      until: Math.min(deadline, started + totalMs),
      mayRetry: isQuery,
      isMutation: analysis.kind === 'mutation',
      isPatient: isEvent,
      onResult(result) {
        try {
          respond(result);
        } catch (error) {
          failed(error);
        }
      },
    });
  };
}

/** Time for all attempts of a query, as a multiple of the time for one. */
const WITH_RETRY = 1.15;

const UNGUARDED: Pick<SubgraphGuard, 'call'> = {
  call({ attempt, attemptMs, until, onResult }: GuardedCall) {
    attempt(Math.max(1, Math.min(attemptMs, until - performance.now())), onResult);
  },
};

/** Converts a subgraph's result: errors as the client may see them. */
export function toSubgraphResult({ data, errors }: ExecutionResult, disclosure: ErrorDisclosure): SubgraphResult {
  if (errors === undefined || errors.length === 0) return { data: data ?? null };
  return { data: data ?? null, errors: errors.map((error) => clientError(error, disclosure).toJSON()) };
}

const isUnavailable = ({ errors }: SubgraphResult): boolean =>
  errors?.some(({ extensions }) => extensions?.['code'] === 'SUBGRAPH_UNAVAILABLE') ?? false;
