import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { isFault } from '../../../runtime/executor/faults.ts';
import { type Authenticate, VISITOR } from '../../identity/identity.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import { programIn } from '../client/client-program.ts';
import type { StreamIdentity } from '../streaming/stream-response.ts';

/** What identifies the client of a request. */
export interface IdentityParts {
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  /** Reads the address and user agent of a request. */
  readClientInfo(request: IncomingMessage): ClientInfo;
}

/** The identity of the client; an error when its token is not accepted. */
export async function identityOf(
  request: FastifyRequest,
  { authenticate, readClientInfo }: IdentityParts,
): Promise<StreamIdentity | GraphQLError> {
  try {
    const credential = request.headers.authorization;
    const { caller, expiresAt } = authenticate === null ? VISITOR : await authenticate(credential);
    const program = programIn(request.headers);
    const scope: RequestScope = {
      caller,
      requestId: request.id,
      client: readClientInfo(request.raw),
      program,
      credential,
    };
    return { scope, expiresAt };
  } catch (error) {
    if (!(error instanceof GraphQLError) || !isFault(error)) throw error;
    return error;
  }
}
