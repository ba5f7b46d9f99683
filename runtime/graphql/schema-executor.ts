import { setTimeout } from 'node:timers/promises';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../executor/caller.ts';
import type { Executor, GraphQLRequest } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { answerEvent } from '../live/answer-event.ts';
import { retryDelayMs } from '../live/retry-delay.ts';
import { startCursorOf } from '../live/start-cursor.ts';
import { maskResult, maskThrown } from './mask-errors.ts';
import { createParser, nulFault, readVariables } from './parse-operation.ts';

/** What an executor is made of. */
export interface SchemaExecutorOptions {
  readonly schema: GraphQLSchema;
  /** Runs once per request and once per event of a subscription. */
  createContext(caller: Caller, request: GraphQLRequest): object;
  /** What an answer says beside data and errors, by the context of its request; absent or null: nothing. */
  extensionsOf?(context: object): Readonly<Record<string, unknown>> | null;
  /** Called after each mutation. */
  onMutated(): void;
  readonly log: Logger;
  /** Waits before an event of a stream is read again, after the nth failure in a row. */
  readonly pause?: (failures: number) => Promise<void>;
}

const pauseOf = (failures: number): Promise<void> => setTimeout(retryDelayMs(failures), undefined, { ref: false });

/** An executor over a schema in this process, and the end of all its streams. */
export function createSchemaExecutor({
  schema,
  createContext,
  extensionsOf = () => null,
  onMutated,
  log,
  pause = pauseOf,
}: SchemaExecutorOptions) {
  const parse = createParser(schema);
  const streams = new Set<AsyncIterableIterator<ExecutionResult>>();

  const run = async (args: ExecutionArgs, requestId: string | undefined): Promise<ExecutionResult> =>
    maskResult(await execute(args), log, requestId);

  const subscribe = async (args: ExecutionArgs, request: GraphQLRequest, caller: Caller) => {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return maskResult(source, log, request.requestId);
    const startCursor = request.announceStart === true ? startCursorOf(source) : null;
    const runOn = async (event: unknown): Promise<ExecutionResult> =>
      execute({ ...args, rootValue: event, contextValue: createContext(caller, request) });
    const answer = async (event: unknown, isOpen: () => boolean) =>
      maskResult(await answerEvent(event, { run: runOn, isOpen, pause, log }), log, request.requestId);
    const stream = mapStream(
      { source, first: startCursor === null ? null : { extensions: { startCursor } } },
      answer,
      (error) => ({ errors: [maskThrown(error, log, request.requestId)] }),
      () => streams.delete(stream),
    );
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
      const result = await run(args, request.requestId);
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

/** `first`, if any, then a mapped stream; `return` reaches the source at once, also while it waits. A failing source gives one last answer. */
function mapStream<In, Out>(
  { source, first }: { readonly source: AsyncIterable<In>; readonly first: Out | null },
  map: (item: In, isOpen: () => boolean) => Promise<Out>,
  failed: (error: unknown) => Out,
  onEnd: () => void,
): AsyncIterableIterator<Out> {
  const iterator = source[Symbol.asyncIterator]();
  let greeting = first;
  let ended = false;
  const end = () => {
    ended = true;
    onEnd();
    return { done: true, value: undefined } as const;
  };
  return {
    async next() {
      if (ended) return end();
      if (greeting !== null) {
        const value = greeting;
        greeting = null;
        return { done: false, value };
      }
      try {
        const step = await iterator.next();
        if (step.done || ended) return end();
        const value = await map(step.value, () => !ended);
        return ended ? end() : { done: false, value };
      } catch (error) {
        end();
        // It may be the mapping that failed: then the source still runs.
        await iterator.return?.().catch(() => undefined);
        return { done: false, value: failed(error) };
      }
    },
    async return() {
      const result = end();
      await iterator.return?.();
      return result;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
