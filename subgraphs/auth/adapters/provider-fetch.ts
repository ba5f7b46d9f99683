import type { CustomFetch } from 'openid-client';

/** A provider is unreachable, too slow or failing. */
export class ProviderUnavailableError extends Error {
  override readonly name = 'ProviderAway';
}

/** Timeout of one request to a provider. */
export const REQUEST_TIMEOUT_SECONDS = 2;

const MAX_RESPONSE_BYTES = 1_000_000;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/**
 * Sends a request and reads the whole response, so that every transport error is a `ProviderUnavailableError` and any later
 * error concerns the content of the response.
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
  // A response whose status has no body must not be given one.
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, headers: plain(headers) });
}

/** Headers without the encoding and length of the body, which was decoded when it was read. */
function plain(given: Headers): Headers {
  const headers = new Headers(given);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return headers;
}

/** Whether an error or one of its causes is a `ProviderUnavailableError`. */
export function isProviderUnavailable(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (cause instanceof ProviderUnavailableError) return true;
  }
  return false;
}
