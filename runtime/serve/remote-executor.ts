import { types } from 'node:util';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { ANONYMOUS, type Caller } from '../executor/caller.ts';
import type { Executor, GraphQLRequest } from '../executor/executor.ts';
import { createLogOnce } from '../logging/log-once.ts';
import { type CallFailure, failedCall, markFailure } from '../resilience/failed-call.ts';
import { parseJson } from '../text/json-numbers.ts';
import { isCallerRefusal } from './caller-refusal.ts';
import { CLIENT_INFO_HEADER, encodeClientInfo } from './client-info-header.ts';
import { post } from './post.ts';
import { readResult } from './read-result.ts';
import { openRemoteSockets } from './remote-sockets.ts';
import { encodeTimeout, TIMEOUT_HEADER } from './timeout-header.ts';

/** The addresses of a served subgraph and how its requests are authenticated. */
export interface RemoteExecutorOptions {
  readonly name: string;
  /** One or more processes of the subgraph, used in round-robin order. */
  readonly urls: readonly string[];
  /** Returns the token that identifies the caller; null for a subgraph that needs none. */
  callerToken(caller: Caller): string | null;
  readonly log: Logger;
  /** Absent for a subgraph that needs no token: its clock does not matter. */
  readonly clock?: RemoteClock;
}

/** Compares the clock of a served subgraph with ours. */
export interface RemoteClock {
  readonly now: () => Date;
  /** Called at most once a second with the seconds that the subgraph's clock is ahead. */
  readonly onDifference: (seconds: number) => void;
}

/** The executor of a subgraph in another process. */
export interface RemoteExecutor {
  readonly execute: Executor;
  close(): Promise<void>;
}

const MUTATION_TIMEOUT_MS = 5_000;
const POOL = { connections: 32, pipelining: 1, keepAliveTimeout: 30_000, connect: { timeout: 2_000 } } as const;
/**
 * Mutations have their own pool, as large as the number of mutations that a gateway runs at a time: slow ones, such as
 * hashing a password, must not make queries wait for a connection.
 */
const MUTATION_POOL = { ...POOL, connections: 64 } as const;
const MUTATION = /^\s*mutation\b/;
/** Maximum number of cached request prefixes. */
const MAX_QUERY_TEXTS = 1_000;

/** Statuses after which a request may be repeated. */
const BUSY: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * The client of `serveSubgraph`: queries and mutations over keep-alive HTTP, subscriptions over one multiplexed
 * graphql-transport-ws socket per process. A stream whose socket breaks rejects with `SUBGRAPH_UNAVAILABLE`, so that the
 * caller can resume it; a stream that the subgraph ends is complete.
 */
export function createRemoteExecutor(options: RemoteExecutorOptions): RemoteExecutor {
  const { name, urls, callerToken, log } = options;
  const targets = urls.map((url) => {
    const address = new URL(url);
    const authorization = (caller: Caller) => {
      const token = callerToken(caller);
      return token === null ? null : `Bearer ${token}`;
    };
    return {
      path: `${address.pathname}${address.search}`,
      queries: new Pool(address.origin, POOL),
      mutations: new Pool(address.origin, MUTATION_POOL),
      sockets: openRemoteSockets({
        url: url.replace(/^http/, 'ws'),
        name,
        opening: () => authorization(ANONYMOUS),
        log,
      }),
      authorization,
      compareClock: createComparison(options.clock),
    };
  });
  const logOnce = createLogOnce(log);
  const queryTexts = new Map<string, string>();
  let turn = 0;

  const send = async (
    { queries, mutations, path, authorization, compareClock }: (typeof targets)[number],
    request: GraphQLRequest,
    caller: Caller,
  ): Promise<ExecutionResult> => {
    const token = authorization(caller);
    const headers: Record<string, string> = {
      ...request.client?.headers,
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
    };
    if (token !== null) headers['authorization'] = token;
    if (request.requestId !== undefined) headers['x-request-id'] = request.requestId;
    // Only our own subgraphs, which want a token, know this header.
    if (token !== null && request.withinMs !== undefined) headers[TIMEOUT_HEADER] = encodeTimeout(request.withinMs);
    if (request.client !== undefined) headers[CLIENT_INFO_HEADER] = encodeClientInfo(request.client);
    const sentAt = performance.now();
    const { status, text, date } = await post(MUTATION.test(request.query) ? mutations : queries, {
      path,
      headers,
      body: bodyOf(request, queryTexts),
      signal: request.signal ?? AbortSignal.timeout(MUTATION_TIMEOUT_MS),
    });
    compareClock(date, sentAt);
    const read = readResult(parsed(text));
    if (read === null) {
      return unavailable(request, failureIn(status), `the response with status ${status} is not a GraphQL result`);
    }
    const { result, oddities } = read;
    // The subgraph does not accept our own token; another token of the client would not help.
    if (token !== null && isCallerRefusal(result))
      return unavailable(
        request,
        'refused',
        'the subgraph rejects our caller tokens: check CALLER_KEYS and the clocks',
      );
    for (const oddity of oddities)
      logOnce(
        oddity,
        { subgraph: name, requestId: request.requestId, oddity },
        'the response of a subgraph does not follow the specification',
      );
    if (status >= 500 && result.data === null && result.errors === undefined)
      return unavailable(request, failureIn(status), `the response with status ${status} has no data and no errors`);
    return BUSY.has(status) ? markFailure('busy', result) : result;
  };
  /** The result for a subgraph that cannot be reached, or whose response is not a GraphQL result. */
  const unavailable = ({ requestId }: GraphQLRequest, failure: CallFailure, reason: unknown): ExecutionResult => {
    log.warn({ subgraph: name, requestId, reason: String(reason) }, 'a subgraph cannot be reached');
    return failedCall(failure, `The ${name} service is not available for a moment; try again.`);
  };

  return {
    async execute(request, caller) {
      turn += 1;
      const [first] = targets;
      if (first !== undefined && isSubscription(request)) {
        const { sockets, authorization } = targets[turn % targets.length] ?? first;
        return sockets.subscribe(request, authorization(caller));
      }
      let reason: unknown = 'there is no address';
      for (let at = turn, last = turn + targets.length; at < last; at++) {
        const target = targets[at % targets.length];
        if (target === undefined) break;
        try {
          return await send(target, request, caller);
        } catch (error) {
          reason = error;
          // A refused connection means that the request was not executed: even a mutation may go to the next process.
          if (!isRefused(error)) break;
        }
      }
      return unavailable(request, hasCode(reason) ? 'connection' : 'broken', reason);
    },
    async close() {
      await Promise.all(
        targets.flatMap(({ queries, mutations, sockets }) => [sockets.close(), queries.destroy(), mutations.destroy()]),
      );
    },
  };
}

/** Minimum time between two comparisons. */
const COMPARE_INTERVAL_MS = 1_000;
/** Slower responses are not compared: the time of their `Date` within the round trip is too uncertain. */
const MAX_ROUND_TRIP_MS = 2_000;
/** A `Date` header has whole seconds, so it is half a second behind on average. */
const HALF_SECOND_MS = 500;

/** Compares the clock of a server with ours, from the `Date` header and the time of the request. */
function createComparison(clock: RemoteClock | undefined): (date: string | null, sentAt: number) => void {
  let comparedAt = Number.NEGATIVE_INFINITY;
  return (date, sentAt) => {
    const at = performance.now();
    if (clock === undefined || date === null || at - comparedAt < COMPARE_INTERVAL_MS) return;
    const roundTripMs = at - sentAt;
    const theirs = Date.parse(date);
    if (roundTripMs > MAX_ROUND_TRIP_MS || Number.isNaN(theirs)) return;
    comparedAt = at;
    clock.onDifference((theirs + HALF_SECOND_MS + roundTripMs / 2 - clock.now().getTime()) / 1_000);
  };
}

/** The request as JSON. The part with the query is cached, since escaping it is slow. */
function bodyOf(
  { query, operationName, variables, variablesText }: GraphQLRequest,
  texts: Map<string, string>,
): string {
  const key = `${operationName ?? ''} ${query}`;
  let text = texts.get(key);
  if (text === undefined) {
    text = JSON.stringify({ query, operationName }).slice(0, -1);
    if (texts.size < MAX_QUERY_TEXTS) texts.set(key, text);
  }
  if (variablesText !== undefined) return `${text},"variables":${variablesText()}}`;
  return variables === undefined ? `${text}}` : `${text},"variables":${JSON.stringify(variables)}}`;
}

const isRefused = (error: unknown): boolean => hasCode(error) && error.code === 'ECONNREFUSED';

/** Whether the connection failed: those errors have a code, of the system or of the HTTP client. */
const hasCode = (error: unknown): error is Error & { readonly code: unknown } =>
  types.isNativeError(error) && 'code' in error;

/** The failure that a status means when the body is not a GraphQL result. */
function failureIn(status: number): CallFailure {
  if (BUSY.has(status)) return 'busy';
  return status >= 400 && status < 500 ? 'refused' : 'broken';
}

/** Parses JSON; null when it is not valid. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** A gateway sends one operation per document, and the document begins with its keyword. */
const isSubscription = ({ query }: GraphQLRequest): boolean => /^\s*subscription\b/.test(query);
