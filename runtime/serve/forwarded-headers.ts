/** Headers of W3C Trace Context and Baggage. They identify an operation, not its caller. */
export const TRACE_HEADERS: readonly string[] = ['traceparent', 'tracestate', 'baggage'];

type Headers = Readonly<Record<string, string>>;

/** The trace headers among the forwarded headers of a client. */
export const traceHeadersIn = (headers: Headers | undefined): Headers =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => TRACE_HEADERS.includes(name)));

/** The other forwarded headers, sorted by name: a subgraph's result may depend on them. */
export const headersAffectingResult = (headers: Headers | undefined): readonly (readonly [string, string])[] =>
  headers === undefined
    ? []
    : Object.entries(headers)
        .filter(([name]) => !TRACE_HEADERS.includes(name))
        .toSorted(([one], [other]) => (one < other ? -1 : 1));
