import { executeQueryPlan } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../runtime/caller.ts';
import type { Origin } from '../../runtime/executor.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import { clientError } from './client-errors.ts';
import { createDataSources, type SubgraphCalls, toldResult } from './data-sources.ts';
import { denialErrors } from './denial-errors.ts';

/** What belongs to one request: who asks, under which id, and until when. */
export interface RequestScope {
  readonly caller: Caller;
  readonly requestId: string;
  readonly origin?: Origin | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One event of a subscription, as its source stream delivered it. */
export interface SourceEvent {
  readonly primary: FetchNode;
  readonly rest: PlanNode | undefined;
  readonly result: ExecutionResult;
}

/**
 * Runs a prepared operation and answers in the shape that the client asked for. With an event, runs what the plan does
 * after it. Never rejects; every error carries a code of the closed list.
 */
export type Execute = (
  prepared: PreparedOperation,
  scope: RequestScope,
  event?: SourceEvent,
) => Promise<ExecutionResult>;

/** The name under which an event is served to the plan; no subgraph can have it. */
const EVENT = '\u0000event';

/** An executor that walks Apollo's plan with Apollo's own `executeQueryPlan`, over our borders to the subgraphs. */
export function createExecute(calls: SubgraphCalls, log: Logger): Execute {
  return async (prepared, scope, event) => {
    const { known, denials, variables } = prepared;
    try {
      const sources = createDataSources(calls, prepared, scope);
      const plan = event === undefined ? prepared.plan : seededPlan(event);
      if (event !== undefined)
        sources[EVENT] = { process: async () => toldResult(event.result, { log, requestId: scope.requestId }) };
      const {
        data,
        errors = [],
        extensions,
      } = await executeQueryPlan(
        plan,
        sources,
        requestContext(prepared, log),
        { schema: known.supergraph.apiSchema, operation: known.operation, fragments: { ...known.fragments } },
        known.supergraph.fullSchema,
        known.supergraph.plannerSchema,
      );
      const told = [
        ...errors.map((error) => clientError(error, { log, requestId: scope.requestId })),
        ...invalidValues(extensions, log, scope),
        ...denialErrors(denials, data, variables),
      ];
      if (told.length === 0 && data === null) told.push(clientError(null, { log, requestId: scope.requestId }));
      return told.length === 0 ? { data: data ?? null } : { errors: told, data: data ?? null };
    } catch (error) {
      return { errors: [clientError(error, { log, requestId: scope.requestId })], data: null };
    }
  };
}

function seededPlan({ primary, rest }: SourceEvent): QueryPlan {
  const seed: FetchNode = { ...primary, serviceName: EVENT };
  return { kind: 'QueryPlan', node: rest === undefined ? seed : { kind: 'Sequence', nodes: [seed, rest] } };
}

function requestContext(prepared: PreparedOperation, log: Logger): Parameters<typeof executeQueryPlan>[2] {
  const context = { logger: log, metrics: {}, context: {}, request: { variables: prepared.variables } };
  // executeQueryPlan 2.14 reads these four of the twenty members of Apollo Server's request context.
  return context as unknown as Parameters<typeof executeQueryPlan>[2];
}

/**
 * Apollo's executor reports what it could not shape in an extension. A null where the schema has none is how a missing
 * entity shows and is no error; a value that does not fit its type is one.
 */
function invalidValues(extensions: unknown, log: Logger, { requestId }: RequestScope): GraphQLError[] {
  if (typeof extensions !== 'object' || extensions === null || !('valueCompletion' in extensions)) return [];
  const found = Array.isArray(extensions.valueCompletion) ? extensions.valueCompletion : [];
  return found
    .filter((error) => error instanceof GraphQLError && error.message.startsWith('Invalid '))
    .map((error) => clientError(error, { log, requestId }));
}
