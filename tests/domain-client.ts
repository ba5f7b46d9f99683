import type { ExecutionResult } from 'graphql';
import { ANONYMOUS, type Caller, serviceCaller } from '../runtime/executor/caller.ts';
import { type ClientInfo, type Executor, isStream } from '../runtime/executor/executor.ts';
import { openLog } from '../runtime/logging/log.ts';
import type { Process } from '../runtime/process/open-process.ts';
import { callerKeySet, createCallerVerifier } from '../runtime/serve/caller-token.ts';
import { createRemoteExecutor } from '../runtime/serve/remote-executor.ts';
import { toResponse } from '../runtime/serve/response-body.ts';
import { createRouteMatcher } from '../runtime/serve/route-matching.ts';
import { serveSubgraph } from '../runtime/serve/serve-subgraph.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import type { OpenSubgraph, Subgraph } from '../runtime/subgraph/subgraph.ts';

/** How a domain is asked. */
export interface DomainClient {
  /** `origin` is where the gateway saw the request come from. */
  readonly execute: (
    query: string,
    variables?: Record<string, unknown>,
    caller?: Caller,
    origin?: ClientInfo,
  ) => Promise<ExecutionResult>;
  /** Rejects when the subscription is refused. */
  readonly subscribe: (
    query: string,
    variables?: Record<string, unknown>,
    caller?: Caller,
  ) => Promise<AsyncIterableIterator<ExecutionResult>>;
  /** Asks a route of the domain as the gateway does for a visitor; redirects are answered, not followed. */
  readonly get: (path: string) => Promise<Response>;
  /** Posts to a route of the domain, as `get` asks it. */
  readonly post: (path: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** A client of a domain that runs in this process. */
export const clientInProcess = (subgraph: Pick<Subgraph, 'routes'>, open: OpenSubgraph): DomainClient =>
  clientOf(open.execute, async (method, path, { headers = {}, body = null } = {}) => {
    const url = new URL(path, 'http://gateway');
    const { signal } = new AbortController();
    const match = createRouteMatcher(subgraph.routes)(method, url.pathname);
    if (match === null) return new Response(null, { status: 404 });
    const sent = body === null ? null : new Blob([body]).stream();
    const request = { method, url, params: match.params, headers: new Headers(headers), body: sent, signal };
    return toResponse(await open.handle(match.route.path, method, request, ANONYMOUS));
  });

/** Sends a request to a route. */
type Send = (
  method: 'GET' | 'POST',
  path: string,
  content?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string | null },
) => Promise<Response>;

/** What a test serves, and the process that calls it. */
export interface ServingOptions {
  readonly subgraph: Subgraph;
  readonly open: OpenSubgraph;
  readonly process: Pick<Process, 'callerToken'>;
  readonly configuration: Configuration;
  readonly now: () => Date;
}

/** A served domain, and a client that reaches it over HTTP and WebSocket. */
export interface ServedDomain {
  readonly url: string;
  readonly client: DomainClient;
  /** Does not close the domain itself. */
  close(): Promise<void>;
}

/** Serves a domain on a free port, as in a process of its own. */
export async function serveForTests({
  subgraph,
  open,
  process,
  configuration,
  now,
}: ServingOptions): Promise<ServedDomain> {
  const log = openLog(subgraph.name, 'silent');
  const keys = callerKeySet(configuration.secrets.read('CALLER_SIGNING_KEY'));
  const verifier = createCallerVerifier(keys, subgraph.name, now);
  const address = { host: '127.0.0.1', port: 0 };
  const server = await serveSubgraph({ subgraph, open, verifier, ...address, log, metrics: async () => '' });
  const callerToken = (caller: Caller) => process.callerToken(caller, subgraph.name);
  const remote = createRemoteExecutor({ name: subgraph.name, urls: [server.url], callerToken, log });
  const send: Send = (method, path, { headers = {}, body = null } = {}) => {
    const authorization = `Bearer ${callerToken(ANONYMOUS)}`;
    return fetch(new URL(path, server.url), {
      method,
      body,
      redirect: 'manual',
      headers: { ...headers, authorization },
    });
  };
  return {
    url: server.url,
    client: clientOf(remote.execute, send),
    close: async () => void (await Promise.all([remote.close(), server.close()])),
  };
}

const clientOf = (executor: Executor, send: Send): DomainClient => ({
  async execute(query, variables = {}, caller = serviceCaller('gateway'), origin = undefined) {
    const result = await executor({ query, variables, client: origin }, caller);
    if (isStream(result)) throw new Error('Use subscribe for a subscription.');
    // Over the wire errors are plain JSON already; in process they become so here, so that both compare alike.
    return JSON.parse(JSON.stringify(result));
  },
  async subscribe(query, variables = {}, caller = serviceCaller('gateway')) {
    const result = await executor({ query, variables }, caller);
    if (isStream(result)) return result;
    throw new Error(`The subscription was refused: ${JSON.stringify(result.errors)}`, { cause: result.errors });
  },
  get: (path) => send('GET', path),
  post: (path, body, headers = {}) => send('POST', path, { body, headers }),
});

/** The next answer of a stream. @throws when the stream is over. */
export async function nextOf(stream: AsyncIterableIterator<ExecutionResult>): Promise<ExecutionResult> {
  const step = await stream.next();
  if (step.done) throw new Error('The stream has ended.');
  return JSON.parse(JSON.stringify(step.value));
}
