import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { GraphQLRequest } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';

/** Large, because an entity fetch of a gateway may have many representations. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const OPERATION = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** The whole body as text; null when it is larger than 10 MiB. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // The request is not destroyed, so that a body that is too large can still get a response.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a GraphQL request from a JSON body. */
export function parseOperation(body: string | null): GraphQLRequest | { readonly error: GraphQLError } {
  if (body === null) return { error: fault('LIMIT_EXCEEDED', 'The request is too large.') };
  try {
    const { query, operationName, variables } = OPERATION.parse(JSON.parse(body));
    return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
  } catch {
    return { error: fault('BAD_USER_INPUT', 'The body is not a GraphQL request in JSON.') };
  }
}
