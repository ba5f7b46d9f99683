import type { Readable } from 'node:stream';

/**
 * A response whose bytes come from a stream of Node: a file, or what another process sends. Moving them through web streams
 * costs many times what moving them does.
 */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Destroyed when it is not sent to its end. */
  readonly stream: Readable;
}

/** What a route responds with. */
export type RouteResponse = Response | StreamResponse;
