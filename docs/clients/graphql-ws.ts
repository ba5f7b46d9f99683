import { type Client, createClient, type FormattedExecutionResult, type Sink } from 'graphql-ws';

/** How long the server may take to answer a ping before its silence counts as a lost connection. */
const PONG_TIMEOUT_MS = 5_000;

/** The cursor of an event, wherever the query selects it; undefined for a subscription that has none. */
export type CursorOf = (data: Record<string, unknown>) => string | undefined;

/** A client that never gives up, asks for a token at each try, and notices a connection that has gone silent. */
export function openClient(url: string, token: () => string | Promise<string>, pingIntervalMs = 10_000): Client {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: pingIntervalMs,
    on: {
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), Math.min(PONG_TIMEOUT_MS, pingIntervalMs));
      },
      pong: () => clearTimeout(silence),
      closed: () => clearTimeout(silence),
    },
  });
  return client;
}

/**
 * Subscribes, and resumes after the last event when the connection was lost: the payload is read again at each try, and
 * `after` in its variables is where the stream begins.
 */
export function subscribe(
  client: Client,
  { query, variables }: { query: string; variables: Record<string, unknown> },
  cursorOf: CursorOf,
  sink: Sink<FormattedExecutionResult<Record<string, unknown>, unknown>>,
): () => void {
  const payload = { query, variables: { ...variables } };
  return client.subscribe<Record<string, unknown>>(payload, {
    ...sink,
    next(result) {
      const cursor = result.data ? cursorOf(result.data) : undefined;
      if (cursor !== undefined) payload.variables['after'] = cursor;
      sink.next(result);
    },
  });
}
