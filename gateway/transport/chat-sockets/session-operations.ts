import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isStream } from '../../../runtime/executor/executor.ts';
import { clientError } from '../../graphql/client-errors.ts';
import { isRecord } from '../../graphql/records.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { FindRouteOperation } from '../../rest/route-operations.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { type SocketSession, scopeOf } from '../websocket/websocket-session.ts';
import { faultOf, OperationError, refusalIn } from './operation-error.ts';

/** What the operations of a socket are run with. */
export interface OperationParts {
  readonly run: RunRequest;
  readonly findOperation: FindRouteOperation;
  readonly log: Logger;
}

/** Runs stored operations as the client of one socket. */
export interface SessionOperations {
  /** Runs a query or mutation; the value of its root field. @throws OperationError for a refusal or a fault. */
  execute(name: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>;
  /**
   * Opens a subscription; resolves once it is open. Events are taken one after the other, as fast as `onEvent` resolves.
   *
   * @throws OperationError when it cannot be opened.
   */
  follow(name: string, variables: Readonly<Record<string, unknown>>, listener: EventListener): Promise<Following>;
  /** Ends all subscriptions, without a call of `onEnd`. */
  close(): void;
}

/** Receives what happens on a subscription. */
export interface EventListener {
  /** The value of the root field of an event. */
  onEvent(value: Readonly<Record<string, unknown>>): Promise<void>;
  /** Called once when the subscription ends by itself; null: it has completed. */
  onEnd(error: OperationError | null): void;
}

/** An open subscription. */
export interface Following {
  /** Ends it, without a call of `onEnd`. */
  stop(): void;
}

/** Makes the operations of a socket; `parts.run` applies every limit of the pipeline to each. */
export function createSessionOperations(session: SocketSession, parts: OperationParts): SessionOperations {
  const streams = new Set<ResultStream>();

  const start = (name: string, variables: Readonly<Record<string, unknown>>) => {
    const query = parts.findOperation(name);
    if (query === null) throw new Error(`There is no operation ${name}`);
    return runOnSession(parts.run, session, { query, variables, isStored: true });
  };

  const stop = (stream: ResultStream): void => {
    streams.delete(stream);
    // What fails while it ends has no listener any more.
    stream.return?.()?.catch((error: unknown) => parts.log.debug({ err: error }, 'a subscription failed to end'));
  };

  async function deliver(stream: ResultStream, { onEvent, onEnd }: EventListener): Promise<void> {
    let ending: OperationError | null = null;
    try {
      for await (const result of stream) await onEvent(eventIn(result));
    } catch (error) {
      ending = errorOf(error, session, parts.log);
    }
    // Deleted before: somebody has stopped it, and expects no end.
    if (!streams.has(stream)) return;
    stop(stream);
    onEnd(ending);
  }

  return {
    async execute(name, variables) {
      const result = await start(name, variables);
      if (isStream(result)) {
        stop(result);
        throw new Error(`${name} is a subscription`);
      }
      const value = rootOf(result);
      const refusal = refusalIn(value);
      if (refusal !== null) throw refusal;
      return value;
    },
    async follow(name, variables, listener) {
      const opened = await start(name, variables);
      if (!isStream(opened)) throw faultOf(opened.errors?.[0] ?? new GraphQLError(`${name} was not opened`));
      streams.add(opened);
      if (session.isClosed) stop(opened);
      else void deliver(opened, listener);
      return { stop: () => stop(opened) };
    },
    close() {
      for (const stream of streams) stop(stream);
    },
  };
}

/** Runs an operation through the pipeline, as one of those on the socket. */
function runOnSession(
  run: RunRequest,
  session: SocketSession,
  request: OperationRequest,
): Promise<ExecutionResult | ResultStream> {
  const { promise, resolve, reject } = Promise.withResolvers<ExecutionResult | ResultStream>();
  const source = { single: 'websocket', stream: 'websocket', connection: session, read: () => request } as const;
  const sink = {
    refuse: (errors: NonNullable<ExecutionResult['errors']>) => resolve({ errors }),
    single: resolve,
    stream: resolve,
  };
  run(source, scopeOf(session), sink).catch(reject);
  return promise;
}

/** The value of the one root field. Errors below it leave nulls, which clients have to expect. @throws OperationError */
function rootOf({ data, errors = [] }: ExecutionResult): unknown {
  const [value = null] = Object.values(data ?? {});
  if (value === null && errors[0] !== undefined) throw faultOf(errors[0]);
  return value;
}

function eventIn(result: ExecutionResult): Readonly<Record<string, unknown>> {
  const value = rootOf(result);
  if (!isRecord(value)) throw new OperationError('UNAVAILABLE', 'An event cannot be read for a moment; try again.');
  return value;
}

const errorOf = (error: unknown, { requestId }: SocketSession, log: Logger): OperationError =>
  error instanceof OperationError ? error : faultOf(clientError(error, { log, requestId }));
