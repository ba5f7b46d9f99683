import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { handleProtocols, makeServer, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { isStream } from '../../../runtime/executor/executor.ts';
import { clientError } from '../../graphql/client-errors.ts';
import type { Authenticate } from '../../identity/identity.ts';
import { isPersistedQueryNotFound } from '../../limits/persisted-documents.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { Pushing } from '../../subscribe/pushing.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { withConnectionParameters } from '../client/client-info.ts';
import { withRequestId } from '../client/request-id.ts';
import { CLOSE } from './close-codes.ts';
import { createEventFrames } from './event-frames.ts';
import { type HandoverArgs, startOperation } from './operation-handover.ts';
import { protocolSocketOf } from './protocol-socket.ts';
import { pushFrames } from './push-frames.ts';
import { beginSession } from './session-identity.ts';
import type { SocketEndpoint } from './socket-endpoint.ts';
import type { SocketSession } from './websocket-session.ts';

/** What the endpoint gives the protocol. */
export interface ProtocolParts {
  readonly run: RunRequest;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly initMs: number;
  readonly now: () => Date;
  /** Connection parameters that subgraphs get as headers; absent: none. */
  readonly forwardHeaders?: readonly string[];
  readonly log: Logger;
}

/** Serves `graphql-transport-ws` at `/graphql`. */
export function createGraphQLEndpoint(parts: ProtocolParts): SocketEndpoint {
  const protocol = createProtocol(parts);
  return {
    refusalCode: CLOSE.forbidden,
    serves: ({ pathname }) => pathname === '/graphql',
    // as: graphql-ws only looks into the set.
    selectProtocol: (offered) => handleProtocols(offered as Set<string>),
    open(session) {
      const closed = protocol.opened(protocolSocketOf(session, parts), session);
      return (code, reason) => void closed(code, reason);
    },
  };
}

/**
 * `graphql-transport-ws` over the pipeline. Operations are refused in `onSubscribe`: an error that graphql-ws finds later
 * would close the socket with 4500 and end its other operations.
 */
function createProtocol(parts: ProtocolParts): Server<SocketSession> {
  const { initMs, log } = parts;
  const frames = createEventFrames();
  return makeServer<Record<string, unknown>, SocketSession>({
    connectionInitWaitTimeout: initMs,
    onConnect(context) {
      const { connectionParams, extra } = context;
      extra.client = withConnectionParameters(extra.client, connectionParams, parts.forwardHeaders ?? []);
      // The token is not needed any more, and the socket may stay open for hours.
      Reflect.deleteProperty(context, 'connectionParams');
      return beginSession(extra, connectionParams, parts);
    },
    onSubscribe: ({ extra: session }, id, payload) => startOperation(parts.run, session, id, payload),
    execute: async (args) => await execute(args),
    subscribe: async (args) => {
      const stream = failingStream(await execute(args));
      const { session, id, includesCost } = handoverIn(args);
      // All subscribers of a shared stream get the same bytes, which cannot hold the cost that one of them asked for.
      return !isPushing(stream) || includesCost ? stream : pushFrames(stream, session, id, frames);
    },
    onNext({ extra: { requestId } }, _id, _payload, args, { data, errors, extensions }) {
      const { estimatedCost, includesCost } = handoverIn(args);
      if (!includesCost && errors === undefined) return undefined;
      return {
        ...(data === undefined ? {} : { data }),
        ...(errors === undefined ? {} : { errors: errors.map((error) => withRequestId(error, requestId)) }),
        ...(includesCost ? { extensions: { ...extensions, cost: { requested: estimatedCost } } } : {}),
      };
    },
    onError: ({ extra: { requestId } }, _id, _payload, errors) =>
      errors.map((error) => forClient(error, log, requestId)),
  });
}

const isPushing = (stream: ResultStream): stream is ResultStream & Pushing => stream.push !== undefined;

// as: made by `startOperation`; graphql-ws passes it on unchanged.
const handoverIn = (args: ExecutionArgs): HandoverArgs => args as HandoverArgs;

function execute(args: ExecutionArgs): Promise<ExecutionResult | ResultStream> {
  const handover = handoverIn(args);
  const { execute: start } = handover;
  if (start === null) throw new Error('graphql-ws executed an operation twice.');
  handover.execute = null;
  return start();
}

/** A subscription that could not be opened ends with `error`, not with a `next` that holds errors. */
function failingStream(opened: ExecutionResult | ResultStream): ResultStream {
  if (isStream(opened)) return opened;
  return {
    async next() {
      throw opened.errors?.[0];
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** graphql-ws wraps the errors that a stream throws. */
function forClient(error: GraphQLError, log: Logger, requestId: string): GraphQLFormattedError {
  if (error.originalError === undefined && isPersistedQueryNotFound(error)) return withRequestId(error, requestId);
  const original = error.originalError instanceof GraphQLError ? error.originalError : error;
  return withRequestId(clientError(original, { log, requestId }), requestId);
}
