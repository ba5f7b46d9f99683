import type { RouteRequest } from '../../../runtime/executor/route.ts';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { malformed } from './problem.ts';

/** The body of a request as JSON in UTF-8, its numbers exact. @throws ProblemError for anything else. */
export async function readBody({ headers, body }: RouteRequest): Promise<unknown> {
  const type = headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(type) || headers.has('content-encoding'))
    throw malformed(415, 'UnsupportedMediaType', 'Send the body as application/json, in UTF-8 and uncompressed.');
  const bytes = await new Response(body).arrayBuffer();
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw malformed(400, 'BAD_USER_INPUT', 'The body is not JSON.');
  }
}
