import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { fault } from '../../../runtime/executor/faults.ts';
import { clientError } from '../../graphql/client-errors.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { Transport } from '../../pipeline/operation-log.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import type { EndReason, LiveConnection, LiveConnections } from '../client/live-connections.ts';
import { withRequestId } from '../client/request-id.ts';
import { definedHeaders } from '../http/defined-headers.ts';

/** The parts that streamed responses share. */
export interface StreamParts {
  readonly connections: LiveConnections;
  readonly keepAliveMs: number;
  readonly log: Logger;
}

/** The client of a stream, and when its token expires; null: never. */
export interface StreamIdentity {
  readonly scope: RequestScope;
  readonly expiresAt: Date | null;
}

/** How a streaming protocol is written. */
export interface StreamFormat {
  readonly transport: Transport;
  readonly contentType: string;
  /** Written before the first event, so that proxies and clients know that the stream is open. */
  readonly opening: string;
  readonly heartbeat: string;
  next(result: FormattedExecutionResult): string;
  /** Written when the operation has completed. */
  readonly complete: string;
  /** Ends a stream whose operation has failed. */
  failed(error: GraphQLFormattedError): string;
  /** Ends a stream whose operation could continue on another connection. */
  interrupted(error: GraphQLFormattedError): string;
}

/** A streamed response to one client. */
export interface StreamResponse {
  /** Aborts when the connection closes. */
  readonly signal: AbortSignal;
  /** Writes one result, and ends. */
  end(result: ExecutionResult): void;
  /** Begins to write all results of a stream, and ends after the last. */
  writeAll(results: ResultStream): void;
}

/** Number of consecutive heartbeats that a client may leave unread before it is disconnected. */
const MAX_STALLED_HEARTBEATS = 6;

const ENDS: Readonly<Record<EndReason, () => GraphQLError>> = {
  forbidden: () => fault('UNAUTHENTICATED', 'The session has ended.'),
  restart: () => fault('UNAVAILABLE', 'The server is restarting; connect again.'),
};

/**
 * Takes over the response to a request as a stream, which ends when the client disconnects, its token expires or the process
 * stops. No event is taken from the source before the client has read the previous one, so a slow client costs no memory.
 */
export function openStreamResponse(
  reply: FastifyReply,
  format: StreamFormat,
  { scope, expiresAt }: StreamIdentity,
  { connections, keepAliveMs, log }: StreamParts,
): StreamResponse {
  const abort = new AbortController();
  const response = begin(reply, format);
  const withId = (error: GraphQLError): GraphQLFormattedError => withRequestId(error, scope.requestId);
  const nextOf = ({ errors, ...rest }: ExecutionResult): string =>
    format.next(errors === undefined ? rest : { errors: errors.map(withId), ...rest });
  const end = (last: string): void => {
    if (!response.writableEnded) response.end(last);
  };
  const stopHeartbeat = startHeartbeat(response, format.heartbeat, keepAliveMs);
  const connection: LiveConnection = {
    identity: { caller: scope.caller, expiresAt },
    end(reason) {
      end(format.interrupted(withId(ENDS[reason]())));
      abort.abort();
    },
  };
  connections.add(connection);
  const closed = (): void => {
    stopHeartbeat();
    connections.remove(connection);
    abort.abort();
  };
  // No `close` event follows when the client has disconnected already.
  if (response.destroyed) closed();
  else response.on('close', closed);
  async function writeAll(results: ResultStream): Promise<void> {
    try {
      for await (const result of results) await write(response, nextOf(result));
      end(format.complete);
    } catch (error) {
      end(format.failed(withId(clientError(error, { log, requestId: scope.requestId }))));
    }
  }
  return {
    signal: abort.signal,
    end: (result) => end(nextOf(result) + format.complete),
    writeAll: (results) => void writeAll(results),
  };
}

function begin(reply: FastifyReply, { contentType, opening }: StreamFormat): ServerResponse {
  const headers = definedHeaders(reply.getHeaders());
  reply.hijack();
  reply.raw.writeHead(200, {
    ...headers,
    'content-type': contentType,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  reply.raw.write(opening);
  return reply.raw;
}

function startHeartbeat(response: ServerResponse, heartbeat: string, everyMs: number): () => void {
  let stalled = 0;
  const timer = setInterval(() => {
    stalled = response.writableNeedDrain ? stalled + 1 : 0;
    if (stalled >= MAX_STALLED_HEARTBEATS) response.destroy();
    else if (stalled === 0 && !response.writableEnded) response.write(heartbeat);
  }, everyMs);
  return () => clearInterval(timer);
}

async function write(response: ServerResponse, text: string): Promise<void> {
  // Asynchronous: a source that always has an event would keep the event loop from noticing that the connection is closed.
  if (response.writableEnded || response.destroyed) return await setImmediate();
  if (response.write(text)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('drain', resolve).once('close', resolve);
  await promise;
  response.off('drain', resolve).off('close', resolve);
}
