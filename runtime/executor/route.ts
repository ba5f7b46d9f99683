/** An HTTP request that is not GraphQL, as a domain sees it. */
export interface RouteRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** An HTTP route outside GraphQL (keys, callbacks, webhooks, bytes), declared by the domain so that a gateway can proxy it. */
export interface Route<Context> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments may be `:name`. */
  readonly path: string;
  handle(request: RouteRequest, context: Context): Promise<Response>;
}
