/** Headers of W3C Trace Context and Baggage. They tell operations apart, not who asks. */
export const TRACE_HEADERS: readonly string[] = ['traceparent', 'tracestate', 'baggage'];

type Headers = Readonly<Record<string, string>>;

/** Those of a client's forwarded headers that carry a trace. */
export const traceHeadersIn = (headers: Headers | undefined): Headers =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => TRACE_HEADERS.includes(name)));

/** The others, by name: what a subgraph may answer differently for. */
export const headersAffectingResult = (headers: Headers | undefined): readonly (readonly [string, string])[] =>
  headers === undefined
    ? []
    : Object.entries(headers)
        .filter(([name]) => !TRACE_HEADERS.includes(name))
        .toSorted(([one], [other]) => (one < other ? -1 : 1));
