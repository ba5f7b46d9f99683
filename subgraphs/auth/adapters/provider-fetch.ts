import type { CustomFetch } from 'openid-client';

/** A provider could not be asked: it is away, too slow, or has trouble of its own. */
export class ProviderUnavailableError extends Error {
  override readonly name = 'ProviderAway';
}

/** Seconds that one request to a provider may take. */
export const REQUEST_TIMEOUT_SECONDS = 2;

const MAX_RESPONSE_BYTES = 1_000_000;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/**
 * Asks a provider and reads its answer whole, so that whatever goes wrong on the way is a `ProviderAway`, and what is read
 * afterwards is the provider's own word.
 */
export const providerFetch: CustomFetch = async (url, options) => {
  const answer = await read(url, options).catch((cause: unknown) => {
    throw new ProviderUnavailableError(`no response from ${new URL(url).host}`, { cause });
  });
  const { status } = answer;
  if (status >= SERVER_ERROR || status === TOO_MANY_REQUESTS)
    throw new ProviderUnavailableError(`${new URL(url).host} answered ${status}`);
  return answer;
};

async function read(url: string, { body, ...options }: Parameters<CustomFetch>[1]): Promise<Response> {
  const response = await fetch(url, { ...options, body: body ?? null });
  const { status, headers } = response;
  if (Number(headers.get('content-length')) > MAX_RESPONSE_BYTES) throw new Error('the response is too large');
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > MAX_RESPONSE_BYTES) throw new Error('the response is too large');
  // A status that has no body must not be given one.
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, headers: plain(headers) });
}

/** The body was decoded when it was read. */
function plain(given: Headers): Headers {
  const headers = new Headers(given);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return headers;
}

/** Whether an error says, through its causes, that a provider could not be asked. */
export function isProviderUnavailable(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (cause instanceof ProviderUnavailableError) return true;
  }
  return false;
}
