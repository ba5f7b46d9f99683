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

/** A consumer with more unread events gets an error, and resumes the stream from the log. */
const MAX_QUEUED_EVENTS = 256;
/** How long a socket without subscriptions stays open. graphql-ws does not expose its timer: it delays the end of a process. */
const LINGER_MS = 300;
const KEEP_ALIVE_MS = 10_000;
const PONG_TIMEOUT_MS = 5_000;

/** One socket to one process of a subgraph, opened with the first subscription and shared by all. */
export interface RemoteSocket {
  /** `next()` rejects with a retryable fault when the socket breaks or the consumer has too many unread events. */
  subscribe(request: GraphQLRequest, authorization: string | null): AsyncIterableIterator<ExecutionResult>;
  close(): Promise<void>;
}

/** The address, name and connection parameters of a socket. */
export interface RemoteSocketOptions {
  readonly url: string;
  readonly name: string;
  /** Returns the `authorization` of the connection itself; null for none. */
  readonly opening: () => string | null;
  /** Further connection parameters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Creates the client. It connects with the first subscription. */
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
          'an event of a subgraph does not follow the specification',
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
            const reason = refusal === null ? String(error) : 'the subgraph rejects our caller tokens';
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
        // The socket failed to open, so there is nothing to close.
      }
    },
  };
}

/**
 * Parses messages before graphql-ws does, which passes on what is not text: its own parser rounds numbers, and its reviver
 * slows down every message.
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
    // graphql-ws reports it, since it cannot parse it either.
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

/** Reads the event of a message. A message that cannot be read still counts as an event, with an error. */
function readEvent(payload: unknown, note: (oddity: string) => void): ExecutionResult {
  const read = readResult(payload);
  if (read !== null) {
    read.oddities.forEach(note);
    return read.result;
  }
  if (isPositionMark(payload)) return payload;
  note('an event is not a GraphQL result');
  return { data: null, errors: [fault('INTERNAL', 'An event could not be read.')] };
}

/** Whether a message is the first one of a stream with `announceStart`, which has no event. */
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
