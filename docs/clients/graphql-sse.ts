import { type Client, createClient } from 'graphql-sse';

/** The server sends a comment at least every 5.5 s; a longer silence is a lost connection. */
const SILENCE_MS = 15_000;

/** A client for server-sent events: every subscription is a request of its own, made anew when it is lost. */
export const openSseClient = (url: string, token: () => string, silenceMs = SILENCE_MS): Client =>
  createClient({
    url,
    headers: () => ({ authorization: `Bearer ${token()}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    fetchFn: (input: string, init?: RequestInit) => fetchWatched(input, init, silenceMs),
  });

/** Follows a subscription through lost connections: the request is read again at each try, so it begins after the last event. */
export function followEvents(
  client: Client,
  { query, variables }: { query: string; variables: Record<string, unknown> },
  cursorOf: (data: Record<string, unknown>) => string,
  onEvent: (data: Record<string, unknown>) => void,
): () => void {
  const request = { query, variables: { ...variables } };
  return client.subscribe<Record<string, unknown>>(request, {
    next({ data }) {
      if (!data) return;
      request.variables['after'] = cursorOf(data);
      onEvent(data);
    },
    error: console.error,
    complete: () => undefined,
  });
}

/** `fetch`, but its body fails when nothing has come for a while: a connection that has died without a word never ends. */
async function fetchWatched(input: string, init: RequestInit | undefined, silenceMs: number): Promise<Response> {
  const response = await fetch(input, init);
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const silence = setTimeout(() => controller.error(new Error('The connection has gone silent.')), silenceMs);
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } finally {
        clearTimeout(silence);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
