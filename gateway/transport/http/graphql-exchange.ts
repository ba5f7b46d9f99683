import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { RequestSource, ResultSink } from '../../pipeline/request-exchange.ts';
import { STREAM_FORMATS } from '../streaming/stream-formats.ts';
import {
  openStreamResponse,
  type StreamIdentity,
  type StreamParts,
  type StreamResponse,
} from '../streaming/stream-response.ts';
import type { Accepted } from './accept.ts';
import type { ApolloHandler } from './apollo-handler.ts';
import { toApolloRequest } from './apollo-request.ts';
import { sendText } from './compression.ts';
import { namesDocument, operationIn } from './operation-request.ts';
import { plainRequestOf } from './plain-request.ts';
import { refusalType, refuse } from './refusal.ts';
import { COST_HEADER } from './response-status.ts';
import { sendResult } from './send-result.ts';

/** The parts that exchanges over HTTP share. */
export interface ExchangeParts {
  readonly apollo: ApolloHandler;
  readonly streams: StreamParts;
  /** Whether responses are compressed for clients that ask for it. */
  readonly mayCompress: boolean;
  /** Seconds for which shared caches may keep a public response to the hash of a document; 0: none. */
  readonly publicCacheSeconds: number;
}

/** A request over HTTP and its response, as the pipeline reads and writes them. */
export interface GraphQLExchange {
  readonly source: RequestSource;
  readonly sink: ResultSink;
}

/**
 * Opens the exchange of a request that accepts a single result, a stream or either. Apollo Server checks requests that are
 * not in the common form, unless their results are streamed.
 */
export function openExchange(
  request: FastifyRequest,
  reply: FastifyReply,
  identity: StreamIdentity,
  { single, stream }: Accepted,
  { apollo, streams, mayCompress, publicCacheSeconds }: ExchangeParts,
): GraphQLExchange {
  const format = stream === null ? null : STREAM_FORMATS[stream];
  let isPlain = false;
  let isCacheable = false;
  let response: StreamResponse | null = null;

  const checked = async (operation: OperationRequest | null): Promise<OperationRequest | null> => {
    const result = await apollo.check(toApolloRequest(request, single ?? 'application/json', operation));
    if (result.ok) return operation ?? result.value;
    for (const [name, value] of result.refusal.headers) reply.header(name, value);
    reply.code(result.refusal.status ?? 200).header('cache-control', 'no-store');
    // Apollo Server writes chunks only for @defer, which is not executed here.
    await sendText(reply, result.refusal.body.kind === 'complete' ? result.refusal.body.string : '', mayCompress);
    return null;
  };

  const openStream = (): StreamResponse | null => {
    if (format !== null) response = openStreamResponse(reply, format, identity, streams);
    return response;
  };

  /** Server-sent events can carry refusals; multipart subscriptions cannot. */
  const refusesInStream = single === null && stream === 'text/event-stream';

  return {
    source: {
      single: single === null ? null : 'http',
      stream: format?.transport ?? null,
      isReadOnly: request.method === 'GET',
      expiresAt: identity.expiresAt,
      read() {
        const plain = plainRequestOf(request);
        isPlain = plain !== null;
        if (plain !== null) return plain;
        const operation = operationIn(request);
        if (operation instanceof GraphQLError) {
          if (single !== null) return checked(null);
          if (refusesInStream) openStream()?.end({ errors: [operation] });
          else void sendResult(reply, { type: refusalType(request), mayCompress }, { errors: [operation] });
          return null;
        }
        isCacheable =
          publicCacheSeconds > 0 &&
          request.method === 'GET' &&
          request.headers.authorization === undefined &&
          namesDocument(operation);
        return stream === null ? checked(operation) : operation;
      },
      async mayDeliver(isStreamed) {
        // While a stream was possible it was unknown whether these rules apply.
        if (stream === null || isStreamed || isPlain) return true;
        const operation = operationIn(request);
        return operation instanceof GraphQLError || (await checked(operation)) !== null;
      },
    },
    sink: {
      refuse(errors, reason) {
        if (reason === 'admission') return refuse(request, reply, errors);
        if (refusesInStream) return openStream()?.end({ errors });
        if (reason === 'method') return refuse(request, reply.header('allow', 'POST'), errors, 405);
        return sendResult(reply, { type: refusalType(request), mayCompress }, { errors });
      },
      begin({ estimatedCost }, isStreamed) {
        if (estimatedCost !== null) reply.header(COST_HEADER, String(estimatedCost));
        if (!isStreamed) return WANTS_TEXT;
        const signal = openStream()?.signal;
        return signal === undefined ? undefined : { signal };
      },
      single(output) {
        if (response !== null) return response.end(output);
        const cacheSeconds = isCacheable ? publicCacheSeconds : 0;
        const sent = sendResult(reply, { type: single ?? 'application/json', mayCompress, cacheSeconds }, output);
        // Awaits only compression: a reply is a promise that resolves when the response has been sent.
        return sent instanceof Promise ? sent : undefined;
      },
      stream: (results) => response?.writeAll(results),
    },
  };
}

const WANTS_TEXT = { wantsText: true } as const;
