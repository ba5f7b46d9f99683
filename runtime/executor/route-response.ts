import type { Readable } from 'node:stream';

/**
 * A response whose bytes come from a stream of Node, such as what another process sends. Moving them through web streams
 * costs many times what moving them does.
 */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Destroyed when it is not sent to its end. */
  readonly stream: Readable;
}

/** Bytes of a file of this machine, from `start` (inclusive) to `end` (exclusive). */
export interface FileSlice {
  /** Absolute path on the machine of the domain. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A response whose bytes are read by whoever sends them, in buffers that are used again. */
export interface FileResponse {
  readonly status: number;
  /** With `content-length`. */
  readonly headers: Headers;
  readonly file: FileSlice;
}

/** What a route responds with. */
export type RouteResponse = Response | StreamResponse | FileResponse;
