import type { ROUTE_METHODS } from './route-defaults.ts';
import type { RouteResponse } from './route-response.ts';

/** An HTTP request that is not GraphQL, as a domain sees it. */
export interface RouteRequest {
  /** As the client sent it: `HEAD` also where the route is one of GET. */
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /**
   * Read as fast as it is asked for, and no faster. Fails when the client goes away before its end, or sends more than the
   * route takes: what was read until then is not the whole.
   */
  readonly body: ReadableStream<Uint8Array> | null;
  /** Aborts when nobody waits for the response any more. */
  readonly signal: AbortSignal;
}

/** Pages that may use a route beside those of `ALLOWED_ORIGINS`, and what they may read of its responses. */
export interface RouteCors {
  /** Whether pages of every origin may send requests and read responses: only where no response is one person's. */
  readonly anyOrigin?: boolean;
  /** Response headers that pages may read, beside those of every response. */
  readonly exposedHeaders?: readonly string[];
}

/** Where a route is, and the limits of its requests and responses. */
export interface RouteDeclaration {
  readonly method: (typeof ROUTE_METHODS)[number];
  /** A segment may be `:name`, which takes what is not empty, or `:name` with a literal ending: `:id.pdf`. */
  readonly path: string;
  /** Longest body of a request, in bytes; absent: 1 MiB. Longer ones get 413. */
  readonly maxBodyBytes?: number;
  /** How long a request may be open without one byte in either direction, in milliseconds; absent: 30 s. */
  readonly idleMs?: number;
  readonly cors?: RouteCors;
}

/** An HTTP route outside GraphQL (keys, callbacks, webhooks, bytes), declared by the domain so that a gateway can proxy it. */
export interface Route<Context> extends RouteDeclaration {
  /** A fault that it throws becomes a response of the fault's status, anything else one of 500. */
  handle(request: RouteRequest, context: Context): Promise<RouteResponse>;
}
