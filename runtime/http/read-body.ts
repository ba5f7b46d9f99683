import type { RouteRequest } from '../executor/route.ts';

/**
 * The whole body of a request, as its bytes came.
 *
 * @throws when the client goes away before its end, or the body is longer than the route takes (`maxBodyBytes`): the
 * client gets 413.
 */
export async function readBody({ body }: Pick<RouteRequest, 'body'>): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of body ?? []) parts.push(part);
  return Buffer.concat(parts);
}
