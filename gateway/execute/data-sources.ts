import type { GraphQLDataSource, ServiceMap } from '@apollo/gateway';
import { type ExecutionResult, type GraphQLFormattedError, Kind, parse } from 'graphql';
import type { Logger } from 'pino';
import type { Executor } from '../../runtime/executor.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import { callSubgraph, unavailable } from './call-subgraph.ts';
import { clientError } from './client-errors.ts';
import type { RequestScope } from './execute.ts';

/** How long subgraphs may take, in milliseconds. Source: `reliability`, degradation. */
export interface CallTimeouts {
  readonly queryMs: number;
  readonly mutationMs: number;
  /** All calls of one request together. */
  readonly requestMs: number;
}

/** What it takes to call subgraphs. */
export interface SubgraphCalls {
  /** The border to a subgraph; null for one that is not open. */
  executor(name: string): Executor | null;
  readonly timeouts: CallTimeouts;
  readonly log: Logger;
  /** Told of each call when it has ended. */
  onCall(subgraph: string, seconds: number, failed: boolean): void;
}

/** One data source per subgraph for one run of a plan, with what is left of the request's time. */
export function createDataSources(calls: SubgraphCalls, prepared: PreparedOperation, scope: RequestScope): ServiceMap {
  const deadline = performance.now() + calls.timeouts.requestMs;
  const sources: ServiceMap = Object.create(null);
  for (const { name } of prepared.known.supergraph.subgraphs) {
    sources[name] = createDataSource(name, calls, prepared, scope, deadline);
  }
  return sources;
}

function createDataSource(
  name: string,
  calls: SubgraphCalls,
  { known }: PreparedOperation,
  { caller, requestId, origin, signal }: RequestScope,
  deadline: number,
): GraphQLDataSource {
  const perCallMs = known.kind === 'mutation' ? calls.timeouts.mutationMs : calls.timeouts.queryMs;
  return {
    async process({ request: { query = '', operationName, variables } }) {
      const started = performance.now();
      const execute = calls.executor(name);
      const result =
        execute === null
          ? unavailable('A part of the answer is not available.')
          : await callSubgraph({
              execute,
              request: { query, operationName, variables, requestId, origin, signal },
              caller,
              timeoutMs: Math.max(1, Math.min(perCallMs, deadline - started)),
            });
      const told = toldResult(result, { log: calls.log.child({ subgraph: name }), requestId });
      calls.onCall(name, (performance.now() - started) / 1000, isUnavailable(told));
      return placed(told, query);
    },
  };
}

type PlanResult = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** A subgraph's result with its errors as a client may see them. */
export function toldResult({ data, errors }: ExecutionResult, told: Parameters<typeof clientError>[1]): PlanResult {
  if (errors === undefined || errors.length === 0) return { data: data ?? null };
  return { data: data ?? null, errors: errors.map((error) => clientError(error, told).toJSON()) };
}

function placed({ data = null, errors }: PlanResult, query: string): PlanResult {
  if (errors === undefined) return { data };
  return {
    data,
    errors: errors.flatMap((error): GraphQLFormattedError[] =>
      error.path === undefined ? placesOf(query).map((path) => ({ ...error, path })) : [error],
    ),
  };
}

/** Where an error without a path belongs: each root field of the fetch, or the first of the entities asked for. */
function placesOf(query: string): (string | number)[][] {
  const [operation] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [[]];
  return operation.selectionSet.selections.flatMap((selection): (string | number)[][] => {
    if (selection.kind !== Kind.FIELD) return [];
    return selection.name.value === '_entities'
      ? [['_entities', 0]]
      : [[selection.alias?.value ?? selection.name.value]];
  });
}

const isUnavailable = ({ errors }: PlanResult): boolean =>
  errors?.some(({ extensions }) => extensions?.['code'] === 'SUBGRAPH_UNAVAILABLE') ?? false;
