import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { GraphQLRequest } from '../executor/executor.ts';
import { fault, isFaultCode } from '../executor/faults.ts';
import { createLogOnce } from '../logging/log-once.ts';
import { createChannel } from '../streams/channel.ts';
import { parseJson } from '../text/json-numbers.ts';
import { isCallerRefusal } from './caller-refusal.ts';
import { encodeClientInfo } from './client-info-header.ts';
import { traceHeadersIn } from './forwarded-headers.ts';
import { readErrors, readResult } from './read-result.ts';

/** A consumer that falls further behind gets a broken stream, and resumes it from the log. */
const MAX_QUEUED_EVENTS = 256;
/** A socket without subscriptions stays open so long. The timer cannot be taken back, so it also holds up the end of a process. */
const LINGER_MS = 300;
const KEEP_ALIVE_MS = 10_000;
const PONG_TIMEOUT_MS = 5_000;

/** One socket to one process of a subgraph, opened with the first subscription and shared by all. */
export interface RemoteSocket {
  /** Rejects from `next()` with a retryable fault when the socket breaks or the consumer falls far behind. */
  subscribe(request: GraphQLRequest, authorization: string | null): AsyncIterableIterator<ExecutionResult>;
  close(): Promise<void>;
}

/** How a socket is opened. */
export interface RemoteSocketOptions {
  readonly url: string;
  readonly name: string;
  /** The `authorization` that the socket itself is opened with; null: none. */
  readonly opening: () => string | null;
  /** Parameters that it is opened with beside that. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Opens nothing yet. */
export function openRemoteSocket(options: RemoteSocketOptions): RemoteSocket {
  const client = openClient(options);
  const logOnce = createLogOnce(options.log);
  const broken = () =>
    fault('SUBGRAPH_UNAVAILABLE', `The ${options.name} service is not available for a moment; try again.`);

  return {
    subscribe(request, authorization) {
      const channel = createChannel<ExecutionResult>({ keepLast: false });
      let over = false;
      const note = (oddity: string): void =>
        logOnce(
          oddity,
          { subgraph: options.name, requestId: request.requestId, oddity },
          'an event of a subgraph is odd',
        );
      const stop = client.subscribe(
        {
          query: request.query,
          operationName: request.operationName ?? null,
          variables: { ...request.variables },
          extensions: {
            ...(authorization === null ? {} : { authorization }),
            requestId: request.requestId,
            ...traceHeadersIn(request.client?.headers),
            ...(request.client === undefined ? {} : { origin: encodeClientInfo(request.client) }),
            ...(request.announceStart === true ? { announceStart: true } : {}),
          },
        },
        {
          next(result) {
            if (over) return;
            if (channel.size() < MAX_QUEUED_EVENTS) return channel.push(readEvent(result, note));
            over = true;
            channel.fail(broken());
            stop();
          },
          error(error) {
            over = true;
            // An array is the subgraph's refusal of this operation; anything else is a broken socket.
            const refusal = Array.isArray(error) ? { errors: readRefusal(error, note) } : null;
            if (refusal !== null && (authorization === null || !isCallerRefusal(refusal))) {
              channel.push(refusal);
              return channel.end();
            }
            const reason = refusal === null ? String(error) : 'the subgraph does not accept our callers';
            options.log.warn(
              { subgraph: options.name, requestId: request.requestId, reason },
              'a subscription to a subgraph broke',
            );
            channel.fail(broken());
          },
          complete() {
            over = true;
            channel.end();
          },
        },
      );
      const items = channel.iterate(() => stop());
      if (request.signal?.aborted) void items.return?.();
      request.signal?.addEventListener('abort', () => void items.return?.(), { once: true });
      return items;
    },
    async close() {
      try {
        await client.dispose();
      } catch {
        // The socket was about to be opened and could not be: there is nothing to close.
      }
    },
  };
}

/**
 * Reads messages before graphql-ws does, which takes what is no text as it is: it would round numbers, and a reviver slows
 * every message.
 */
class ExactSocket extends WebSocket {
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    const [data, isBinary] = given;
    if (event !== 'message' || isBinary !== false) return super.emit(event, ...given);
    return super.emit(event, readMessage(String(data)), true);
  }
}

function readMessage(text: string): unknown {
  try {
    const message = parseJson(text);
    return typeof message === 'string' ? text : message;
  } catch {
    // Nor can graphql-ws read it, and it says so.
    return text;
  }
}

function openClient({ url, opening, headers }: RemoteSocketOptions): Client {
  let deadline: NodeJS.Timeout | undefined;
  const client = createClient({
    url,
    webSocketImpl: ExactSocket,
    lazy: true,
    lazyCloseTimeout: LINGER_MS,
    retryAttempts: 0,
    keepAlive: KEEP_ALIVE_MS,
    connectionAckWaitTimeout: 3_000,
    connectionParams: () => {
      const authorization = opening();
      return { ...headers, ...(authorization !== null && { authorization }) };
    },
    onNonLazyError: () => undefined,
    on: {
      ping: (received) => {
        if (received) return;
        clearTimeout(deadline);
        deadline = setTimeout(() => client.terminate(), PONG_TIMEOUT_MS);
        deadline.unref();
      },
      pong: (received) => {
        if (received) clearTimeout(deadline);
      },
      closed: () => clearTimeout(deadline),
    },
  });
  return client;
}

/** What a frame says of one event. One that cannot be read is an event all the same, of which nothing is known. */
function readEvent(payload: unknown, note: (oddity: string) => void): ExecutionResult {
  const read = readResult(payload);
  if (read !== null) {
    read.oddities.forEach(note);
    return read.result;
  }
  if (isPositionMark(payload)) return payload;
  note('an event is no GraphQL result');
  return { data: null, errors: [fault('INTERNAL', 'An event could not be read.')] };
}

/** The first message of a stream with `announceStart`: it has no event in it. */
const isPositionMark = (payload: unknown): payload is ExecutionResult =>
  typeof payload === 'object' &&
  payload !== null &&
  Reflect.has(Object(Reflect.get(payload, 'extensions')), 'startCursor');

function readRefusal(payload: readonly unknown[], note: (oddity: string) => void): GraphQLError[] {
  const { errors, oddities } = readErrors(payload);
  oddities.forEach(note);
  return errors.map(({ message, path, extensions }) => {
    const code = extensions?.['code'];
    return isFaultCode(code) ? fault(code, message, extensions) : new GraphQLError(message, { path, extensions });
  });
}
