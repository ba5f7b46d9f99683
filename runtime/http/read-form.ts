import type { RouteRequest } from '../executor/route.ts';
import { readBody } from './read-body.ts';

/** The fields of a form, in either way of writing it; null when the body is none. */
export async function readForm(request: Pick<RouteRequest, 'headers' | 'body'>): Promise<FormData | null> {
  const contentType = request.headers.get('content-type');
  const bytes = await readBody(request);
  if (contentType === null) return null;
  return await new Response(bytes, { headers: { 'content-type': contentType } }).formData().catch(() => null);
}
