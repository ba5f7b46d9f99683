import { setTimeout } from 'node:timers/promises';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../executor/caller.ts';
import type { Executor, GraphQLRequest } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { runWithin } from '../executor/time-left.ts';
import { executeEvent } from '../live/execute-event.ts';
import { retryDelayMs } from '../resilience/retry-transient.ts';
import { createStream, DONE } from '../streams/create-stream.ts';
import { startCursorOf } from '../streams/start-cursor.ts';
import { createCompiledExecute } from './execution/compiled-execute.ts';
import { maskResult, maskThrown } from './mask-errors.ts';
import { createParser, nulFault, readVariables } from './parse-operation.ts';

/** The schema, and the callbacks into the domain. */
export interface SchemaExecutorOptions {
  readonly schema: GraphQLSchema;
  /** Runs once per request and once per event of a subscription. */
  createContext(caller: Caller, request: GraphQLRequest): object;
  /** `extensions` of the response to a request, from its context; absent or null: none. */
  extensionsOf?(context: object): Readonly<Record<string, unknown>> | null;
  /** Called after each mutation. */
  onMutated(): void;
  readonly log: Logger;
  /** Waits before an event is executed again, after the nth consecutive failure. */
  readonly pause?: (failures: number) => Promise<void>;
}

const pauseOf = (failures: number): Promise<void> => setTimeout(retryDelayMs(failures), undefined, { ref: false });

/** An executor over a schema in this process; `close` ends its open streams. */
export function createSchemaExecutor({
  schema,
  createContext,
  extensionsOf = () => null,
  onMutated,
  log,
  pause = pauseOf,
}: SchemaExecutorOptions) {
  const parse = createParser(schema);
  const execute = createCompiledExecute(schema);
  const streams = new Set<AsyncIterableIterator<ExecutionResult>>();

  const run = async (args: ExecutionArgs, requestId: string | undefined): Promise<ExecutionResult> =>
    maskResult(await execute(args), log, requestId);

  const subscribe = async (args: ExecutionArgs, request: GraphQLRequest, caller: Caller) => {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return maskResult(source, log, request.requestId);
    const startCursor = request.announceStart === true ? startCursorOf(source) : null;
    const runOn = async (event: unknown): Promise<ExecutionResult> =>
      execute({ ...args, rootValue: event, contextValue: createContext(caller, request) });
    const resultOf = async (event: unknown, isOpen: () => boolean) =>
      maskResult(await executeEvent(event, { run: runOn, isOpen, pause, log }), log, request.requestId);
    const stream = resultsOf(source[Symbol.asyncIterator](), {
      first: startCursor === null ? null : { extensions: { startCursor } },
      execute: resultOf,
      failure: (error) => ({ errors: [maskThrown(error, log, request.requestId)] }),
      onEnd: () => streams.delete(stream),
    });
    streams.add(stream);
    if (request.signal?.aborted) void stream.return?.();
    request.signal?.addEventListener('abort', () => void stream.return?.(), { once: true });
    return stream;
  };

  const executeRequest: Executor = async (request, caller) => {
    try {
      const parsed = parse(request.query);
      if ('errors' in parsed) return { errors: parsed.errors };
      const variables = readVariables(request.variables);
      if (variables === null) return { errors: [nulFault()] };
      const operation = getOperationAST(parsed.document, request.operationName);
      if (operation == null) return { errors: [fault('BAD_USER_INPUT', 'Unknown operation.')] };
      const context = createContext(caller, request);
      const args: ExecutionArgs = {
        schema,
        document: parsed.document,
        operationName: request.operationName ?? null,
        variableValues: variables ?? null,
        contextValue: context,
      };
      if (operation.operation === 'subscription') return await subscribe(args, request, caller);
      const result = await runWithin(request.withinMs, () => run(args, request.requestId));
      if (operation.operation === 'mutation') onMutated();
      const extensions = extensionsOf(context);
      return extensions === null ? result : { ...result, extensions };
    } catch (error) {
      return { errors: [maskThrown(error, log, request.requestId)] };
    }
  };

  return {
    execute: executeRequest,
    async close(): Promise<void> {
      await Promise.all([...streams].map((stream) => stream.return?.()));
    },
  };
}

/** How the events of a source become the results of a subscription. */
interface EventResults {
  /** A result that goes before all others; null: none. */
  readonly first: ExecutionResult | null;
  execute(event: unknown, isOpen: () => boolean): Promise<ExecutionResult>;
  /** The last result of a stream whose source, or whose execution, has failed. */
  failure(error: unknown): ExecutionResult;
  onEnd(): void;
}

function resultsOf(source: AsyncIterator<unknown>, { first, execute, failure, onEnd }: EventResults) {
  let pending = first;
  let isOpen = true;
  const close = async (): Promise<void> => {
    await source.return?.().catch(() => undefined);
  };
  const pull = async (): Promise<IteratorResult<ExecutionResult>> => {
    if (pending !== null) {
      const value = pending;
      pending = null;
      return { done: false, value };
    }
    if (!isOpen) return DONE;
    try {
      const step = await source.next();
      return step.done ? DONE : { done: false, value: await execute(step.value, () => isOpen) };
    } catch (error) {
      isOpen = false;
      onEnd();
      // It may be the execution that failed: then the source still runs.
      await close();
      return { done: false, value: failure(error) };
    }
  };
  return createStream(pull, () => {
    isOpen = false;
    onEnd();
    return close();
  });
}
