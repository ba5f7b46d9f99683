import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../runtime/caller.ts';
import type { Origin } from '../../runtime/executor.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import { createAsk, type SubgraphCalls, toldResult } from './ask-subgraphs.ts';
import { clientError } from './client-errors.ts';
import { type CompiledOperation, createCompileOperation } from './compiled-operation.ts';
import { denialErrors } from './denial-errors.ts';
import { introspect } from './introspect.ts';
import type { Run } from './run/run.ts';
import { runProgram } from './run/run-program.ts';
import type { Shape, Shaping } from './shape/compile-shape.ts';

/** What belongs to one request: who asks, under which id, and until when. */
export interface RequestScope {
  readonly caller: Caller;
  readonly requestId: string;
  readonly origin?: Origin | undefined;
  /** What the client showed of itself, as it came; tells callers apart also where nobody looks at it. */
  readonly credential?: string | undefined;
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

/** An executor that compiles each plan once and runs the compiled form over our borders to the subgraphs. */
export function createExecute(calls: SubgraphCalls, log: Logger): Execute {
  const compileOperation = createCompileOperation();
  return (prepared, scope, event) => {
    const told = { log, requestId: scope.requestId };
    const { promise, resolve } = Promise.withResolvers<ExecutionResult>();
    const failed = (error: unknown): void => resolve({ errors: [clientError(error, told)], data: null });
    try {
      const compiled = compileOperation(prepared);
      const seed = event === undefined ? null : toldResult(event.result, told);
      runProgram(
        compiled.program,
        { variables: prepared.variables, ask: createAsk(calls, prepared, scope, failed), seed },
        (run) => {
          resolve(answerOf(run, compiled, prepared, told));
        },
      );
    } catch (error) {
      failed(error);
    }
    return promise;
  };
}

function answerOf(
  { data: collected, errors }: Run,
  { shape }: CompiledOperation,
  prepared: PreparedOperation,
  told: Parameters<typeof clientError>[1],
): ExecutionResult {
  const shaping: Shaping = {
    isInvalid: false,
    tracing: null,
    shaped: new Map(),
    introspect: (fields) => introspect(prepared, fields),
  };
  const data = shape(collected, shaping);
  const all = [
    ...errors.map((error) => asError(error, prepared)),
    ...(shaping.isInvalid ? invalidValues(shape, collected, shaping, told) : []),
    ...denialErrors(prepared.denials, data, prepared.variables),
  ];
  if (all.length === 0 && data === null) all.push(clientError(null, told));
  return all.length === 0 ? { data } : { errors: all, data };
}

function asError({ message, path, extensions }: GraphQLFormattedError, { known }: PreparedOperation): GraphQLError {
  return new GraphQLError(message, {
    path: path?.map((part) => (typeof part === 'string' ? known.keys.toResponseKey(part) : part)),
    ...(extensions && { extensions }),
  });
}

/** An error for each value that does not fit its type; found by a second pass, since there are hardly ever any. */
function invalidValues(
  shape: Shape,
  collected: Run['data'],
  shaping: Shaping,
  told: Parameters<typeof clientError>[1],
): GraphQLError[] {
  const tracing: NonNullable<Shaping['tracing']> = { path: [], found: [] };
  shape(collected, { ...shaping, tracing });
  return tracing.found.map((path) => clientError(new GraphQLError('Invalid value found.', { path }), told));
}
