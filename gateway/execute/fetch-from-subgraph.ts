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

/** How long one call may take, in milliseconds. */
interface CallLimits {
  readonly queryMs: number;
  readonly mutationMs: number;
}

/** How long subgraphs may take, in milliseconds. As `docs/operations.md` tells operators. */
export interface CallTimeouts extends CallLimits {
  /** All calls of one request together. */
  readonly requestMs: number;
  /** Where a subgraph may take another time; absent: nowhere. */
  readonly subgraphs?: ReadonlyMap<string, Partial<CallLimits>> | undefined;
}

/** What it takes to call subgraphs. */
export interface SubgraphCalls {
  /** The border to a subgraph of a supergraph; null for one that is not open. */
  executor(name: string, supergraph: Supergraph): Executor | null;
  readonly timeouts: CallTimeouts;
  readonly log: Logger;
  /** Whether clients are told which subgraph is away; absent: they are not. */
  readonly namesSubgraphs?: boolean;
  /** Codes of subgraphs' errors that reach clients beside the closed list; absent: none. */
  readonly errorCodes?: ReadonlySet<string> | undefined;
  /** Absent: this process is taken never to stand still. */
  readonly loopDelay?: Pick<LoopDelay, 'lostMs'>;
  /** The subgraph whose answers may say that a session was opened or ended; absent: none may. */
  readonly sessionSubgraph?: string | undefined;
  /** What stands before a subgraph; absent: nothing. */
  guardOf?(subgraph: string): Pick<SubgraphGuard, 'call'>;
  /** Told of each call when it has ended. */
  onCall(subgraph: string, seconds: number, failed: boolean): void;
}

/** Asks subgraphs for one request, with what is left of its time. `failed` is told of what is thrown meanwhile. */
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
      // A logger of its own only for what there may be to log; what is not there was told of where it was asked.
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
    // An event of a stream may wait for its turn: nobody could ask for it again.
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

/** All attempts of a query together may take so many times what one may. */
const WITH_RETRY = 1.15;

const UNGUARDED: Pick<SubgraphGuard, 'call'> = {
  call({ attempt, attemptMs, until, onResult }: GuardedCall) {
    attempt(Math.max(1, Math.min(attemptMs, until - performance.now())), onResult);
  },
};

/** A subgraph's result with its errors as a client may see them. */
export function toSubgraphResult({ data, errors }: ExecutionResult, disclosure: ErrorDisclosure): SubgraphResult {
  if (errors === undefined || errors.length === 0) return { data: data ?? null };
  return { data: data ?? null, errors: errors.map((error) => clientError(error, disclosure).toJSON()) };
}

const isUnavailable = ({ errors }: SubgraphResult): boolean =>
  errors?.some(({ extensions }) => extensions?.['code'] === 'SUBGRAPH_UNAVAILABLE') ?? false;
