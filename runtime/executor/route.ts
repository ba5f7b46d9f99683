/** An HTTP request that is not GraphQL, as a domain sees it. */
export interface RouteRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** What is not GraphQL (keys, callbacks, webhooks, bytes). Declared with the domain, so that a gateway can proxy it. */
export interface Route<Context> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments may be `:name`. */
  readonly path: string;
  handle(request: RouteRequest, context: Context): Promise<Response>;
}
