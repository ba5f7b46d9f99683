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

/** Where a served subgraph is and how to show it who asks. */
export interface RemoteExecutorOptions {
  readonly name: string;
  /** One or more processes of the subgraph; requests take turns. */
  readonly urls: readonly string[];
  /** The token that shows the subgraph who asks; null where it wants none. */
  callerToken(caller: Caller): string | null;
  readonly log: Logger;
  /** Absent: its clock is of no matter, as it wants no token. */
  readonly clock?: RemoteClock;
}

/** What the clock of a served subgraph is compared with. */
export interface RemoteClock {
  readonly now: () => Date;
  /** Called now and then with the seconds that the subgraph's clock is ahead. */
  readonly onDifference: (seconds: number) => void;
}

/** An executor over the wire. */
export interface RemoteExecutor {
  readonly execute: Executor;
  close(): Promise<void>;
}

const MUTATION_TIMEOUT_MS = 5_000;
const POOL = { connections: 32, pipelining: 1, keepAliveTimeout: 30_000, connect: { timeout: 2_000 } } as const;
/**
 * Mutations have connections of their own, as many as a gateway runs at a time: slow ones (hashing a password) hold theirs
 * long, and must keep no query waiting for one.
 */
const MUTATION_POOL = { ...POOL, connections: 64 } as const;
const MUTATION = /^\s*mutation\b/;
/** The texts of so many operations are kept in the form that they are sent in. */
const MAX_QUERY_TEXTS = 1_000;

/** Statuses that ask to be asked again. */
const BUSY: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * The gateway's side of `serveSubgraph`: queries and mutations over keep-alive HTTP, subscriptions over one multiplexed
 * graphql-transport-ws socket a process. A stream whose socket breaks rejects with `SUBGRAPH_UNAVAILABLE`, so that the
 * caller can resume it; one that the subgraph ended is done.
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

  const ask = async (
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
    if (request.client !== undefined) headers[CLIENT_INFO_HEADER] = encodeClientInfo(request.client);
    const askedAt = performance.now();
    const { status, text, date } = await post(MUTATION.test(request.query) ? mutations : queries, {
      path,
      headers,
      body: bodyOf(request, queryTexts),
      signal: request.signal ?? AbortSignal.timeout(MUTATION_TIMEOUT_MS),
    });
    compareClock(date, askedAt);
    const answer = readResult(parsed(text));
    if (answer === null) {
      return unavailable(request, failureIn(status), `the answer with status ${status} is no GraphQL result`);
    }
    const { result, oddities } = answer;
    // The subgraph does not know us: nothing that the client's own token could mend.
    if (token !== null && isCallerRefusal(result))
      return unavailable(
        request,
        'refused',
        'the subgraph does not accept our callers: it has other keys, or another time',
      );
    for (const oddity of oddities)
      logOnce(oddity, { subgraph: name, requestId: request.requestId, oddity }, 'the answer of a subgraph is odd');
    if (status >= 500 && result.data === null && result.errors === undefined)
      return unavailable(request, failureIn(status), `the answer with status ${status} says nothing`);
    return BUSY.has(status) ? markFailure('busy', result) : result;
  };
  /** The result for a subgraph that cannot be reached, or answers with what is no GraphQL result. */
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
      let reason: unknown = 'no address is known';
      for (let at = turn, last = turn + targets.length; at < last; at++) {
        const target = targets[at % targets.length];
        if (target === undefined) break;
        try {
          return await ask(target, request, caller);
        } catch (error) {
          reason = error;
          // Where nobody listens nobody has acted on it either: even a mutation may go to the next process.
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

/** Once a second at most, and not by answers that were long on their way. */
const COMPARE_INTERVAL_MS = 1_000;
const MAX_ROUND_TRIP_MS = 2_000;
/** A `Date` has no fractions: on average it is so far behind. */
const HALF_SECOND_MS = 500;

/** Compares a server's clock with ours, by the `Date` of an answer and when it was asked for. */
function createComparison(clock: RemoteClock | undefined): (date: string | null, askedAt: number) => void {
  let comparedAt = Number.NEGATIVE_INFINITY;
  return (date, askedAt) => {
    const at = performance.now();
    if (clock === undefined || date === null || at - comparedAt < COMPARE_INTERVAL_MS) return;
    const roundTripMs = at - askedAt;
    const theirs = Date.parse(date);
    if (roundTripMs > MAX_ROUND_TRIP_MS || Number.isNaN(theirs)) return;
    comparedAt = at;
    clock.onDifference((theirs + HALF_SECOND_MS + roundTripMs / 2 - clock.now().getTime()) / 1_000);
  };
}

/** The request as JSON; a query's text is escaped once. */
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

/** What goes wrong with a connection has a code, of the system's or of the HTTP client's. */
const hasCode = (error: unknown): error is Error & { readonly code: unknown } =>
  types.isNativeError(error) && 'code' in error;

/** What the status of an answer says that is no GraphQL result. */
function failureIn(status: number): CallFailure {
  if (BUSY.has(status)) return 'busy';
  return status >= 400 && status < 500 ? 'refused' : 'broken';
}

/** Null for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** A gateway sends one operation a document, and its keyword stands first. */
const isSubscription = ({ query }: GraphQLRequest): boolean => /^\s*subscription\b/.test(query);
