import { setTimeout } from 'node:timers/promises';
import type { Answer } from '../client.ts';

/**
 * The first event of a subscription over SSE, or the errors that it ends with. `until` is called until there is one, for a
 * subscription that begins with the next change.
 */
export async function hearOnce(
  url: string,
  request: { readonly query: string; readonly variables: object },
  token: string | undefined,
  until?: () => Promise<unknown>,
): Promise<Answer> {
  const abort = new AbortController();
  let isOver = false;
  const event = read(url, request, token, abort.signal).finally(() => {
    isOver = true;
    abort.abort();
  });
  while (until !== undefined && !isOver) {
    await until();
    await Promise.race([event, setTimeout(50)]);
  }
  return await event;
}

async function read(url: string, request: object, token: string | undefined, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
    signal,
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return response.json();
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const data = /event: next\ndata: (.*)\n/.exec(text)?.[1];
    if (data !== undefined) return JSON.parse(data);
    if (/event: complete/.test(text)) break;
  }
  return {};
}
