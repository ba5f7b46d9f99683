import { fault } from '../../../runtime/executor/faults.ts';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import { faultResponse } from '../../../runtime/http/fault-response.ts';
import { readBody } from '../../../runtime/http/read-body.ts';
import type { StreamingContext } from '../context.ts';
import { receiveHook } from '../operations/ingest/receive-hook.ts';

type Needs = Pick<StreamingContext, 'provider' | 'now'> & Parameters<typeof receiveHook>[0];

/**
 * Receives a hook of the media server: 404 for a server that is not configured, 401 unless the request is from it, 403 to refuse
 * the connection that it is about, else 204.
 */
export async function receiveIngestHook(
  needs: Needs,
  name: string,
  request: Pick<RouteRequest, 'headers' | 'url' | 'body'>,
): Promise<Response> {
  const { provider, now } = needs;
  if (provider?.name !== name) return new Response(null, { status: 404 });
  const body = await readBody(request);
  const received = await provider.readHook({ headers: request.headers, url: request.url, body, now: now() });
  if (received === null) return faultResponse(fault('UNAUTHENTICATED', 'The request is not from the media server.'));
  const isAccepted = await receiveHook(needs, provider, received.hook);
  return new Response(null, { status: isAccepted ? 204 : 403 });
}
