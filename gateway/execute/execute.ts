import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../runtime/caller.ts';
import type { Origin } from '../../runtime/executor.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import { createAsk, type SubgraphCalls, toldResult } from './ask-subgraphs.ts';
import { clientError, type ErrorDisclosure } from './client-errors.ts';
import { type CompiledOperation, createCompileOperation } from './compiled-operation.ts';
import { denialErrors } from './denial-errors.ts';
import { introspect } from './introspect.ts';
import { isRecord } from './own-field.ts';
import type { Run } from './run/run.ts';
import { runProgram } from './run/run-program.ts';
import type { Shaping } from './shape/form.ts';

/** What belongs to one request: who asks, under which id, and until when. */
export interface RequestScope {
  readonly caller: Caller;
  readonly requestId: string;
  readonly origin?: Origin | undefined;
  /** The program that the client says it is; for the log alone, as anybody can say anything. */
  readonly program?: { readonly name: string; readonly version: string | null } | null | undefined;
  /** What the client showed of itself, as it came; tells callers apart also where nobody looks at it. */
  readonly credential?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the answer may come as text. */
  readonly wantsText?: boolean | undefined;
}

/** An answer, or, for who may have text and when there are no errors, `text` alone: the whole of it as JSON. */
export interface Answered extends ExecutionResult {
  text?: string | undefined;
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
export type Execute = (prepared: PreparedOperation, scope: RequestScope, event?: SourceEvent) => Promise<Answered>;

/** An executor that compiles each plan once and runs the compiled form over our borders to the subgraphs. */
export function createExecute(calls: SubgraphCalls, log: Logger): Execute {
  const compileOperation = createCompileOperation();
  return (prepared, scope, event) => {
    const told = { log, requestId: scope.requestId, subgraphCodes: calls.errorCodes };
    const { promise, resolve } = Promise.withResolvers<Answered>();
    const failed = (error: unknown): void => resolve({ errors: [clientError(error, told)], data: null });
    try {
      const compiled = compileOperation(prepared);
      const seed = event === undefined ? null : toldResult(event.result, told);
      runProgram(
        compiled.program,
        { variables: prepared.variables, ask: createAsk(calls, prepared, scope, failed), seed },
        (run) => {
          const text = scope.wantsText === true ? textOf(run, compiled, prepared) : null;
          resolve(text === null ? answerOf(run, compiled, prepared, told) : { text });
        },
      );
    } catch (error) {
      failed(error);
    }
    return promise;
  };
}

const openShaping = <Output>(prepared: PreparedOperation): Shaping<Output> => ({
  isInvalid: false,
  tracing: null,
  shaped: new Map(),
  introspect: (fields) => introspect(prepared, fields),
});

/** The answer as JSON; null when there is more to say than data. */
function textOf({ data, errors }: Run, { write }: CompiledOperation, prepared: PreparedOperation): string | null {
  if (errors.length > 0 || prepared.denials.length > 0) return null;
  const shaping = openShaping<string>(prepared);
  const text = write(data, shaping);
  return text === null || shaping.isInvalid ? null : `{"data":${text}}`;
}

function answerOf(
  { data: collected, errors }: Run,
  { shape }: CompiledOperation,
  prepared: PreparedOperation,
  told: ErrorDisclosure,
): ExecutionResult {
  const shaping = openShaping<unknown>(prepared);
  const shaped = shape(collected, shaping);
  const data = isRecord(shaped) ? shaped : null;
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
  shape: CompiledOperation['shape'],
  collected: Run['data'],
  shaping: Shaping<unknown>,
  told: ErrorDisclosure,
): GraphQLError[] {
  const tracing: NonNullable<Shaping<unknown>['tracing']> = { path: [], found: [] };
  shape(collected, { ...shaping, tracing });
  return tracing.found.map((path) => clientError(new GraphQLError('Invalid value found.', { path }), told));
}
