import { type ExecutionArgs, type ExecutionResult, GraphQLError, GraphQLSchema, parse } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { isStream } from '../../runtime/executor.ts';
import { clientError } from '../execute/client-errors.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import type { ResultStream } from '../subscribe/subscribe.ts';
import type { OperationRunner } from './operation-runner.ts';
import { pushFrames } from './push-frames.ts';
import type { SocketSession } from './websocket-session.ts';

/** What the protocol needs of its endpoint. */
export interface ProtocolParts {
  readonly runner: OperationRunner;
  readonly initMs: number;
  readonly log: Logger;
}

/** Carries a prepared operation through graphql-ws, from `onSubscribe` to `execute` and `subscribe`. */
interface PreparedArgs extends ExecutionArgs {
  readonly prepared: PreparedOperation;
  readonly session: SocketSession;
  /** The operation's, of the client's making. */
  readonly id: string;
}

/** graphql-ws picks `execute` or `subscribe` by the kind of this document's operation, and reads no more of it. */
const DOCUMENTS = {
  query: parse('query { _ }'),
  mutation: parse('mutation { _ }'),
  subscription: parse('subscription { _ }'),
} as const;
const NO_SCHEMA = new GraphQLSchema({});

/**
 * `graphql-transport-ws` over the pipeline. Everything that can be wrong with an operation is found in `onSubscribe`:
 * an error that graphql-ws finds later would close the socket with 4500 and end its other operations.
 */
export function createProtocol({ runner, initMs, log }: ProtocolParts): Server<SocketSession> {
  return makeServer<Record<string, unknown>, SocketSession>({
    connectionInitWaitTimeout: initMs,
    onConnect: ({ connectionParams, extra }) => extra.begin(connectionParams),
    onSubscribe({ extra: session }, id, payload) {
      const prepared = runner.prepare(requestOf(payload), session.identity.caller);
      if (!prepared.ok) return prepared.refusal;
      const args: PreparedArgs = {
        schema: NO_SCHEMA,
        document: DOCUMENTS[prepared.value.known.kind],
        contextValue: null,
        rootValue: null,
        prepared: prepared.value,
        session,
        id,
      };
      return args;
    },
    execute: (args) => run(args),
    subscribe: async (args) => {
      const stream = failingStream(await run(args));
      // Made by onSubscribe above; graphql-ws hands it on unchanged.
      const { session, id } = args as PreparedArgs;
      return stream.push === undefined ? stream : pushFrames(stream.push, session, id);
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => forClient(error, log)),
  });

  async function run(args: ExecutionArgs): Promise<ExecutionResult | ResultStream> {
    // Made by onSubscribe above; graphql-ws hands it on unchanged.
    const { prepared, session } = args as PreparedArgs;
    const { identity, requestId, origin, signal } = session;
    return await runner.run('websocket', prepared, { caller: identity.caller, requestId, origin, signal });
  }
}

/** A subscription that was refused ends with `error`, as one does that is refused later: not with a `next`. */
function failingStream(answer: ExecutionResult | ResultStream): ResultStream {
  if (isStream(answer)) return answer;
  return {
    async next() {
      throw answer.errors?.[0];
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function requestOf({ query, operationName, variables }: SubscribePayload) {
  return { query, operationName, variables };
}

/** graphql-ws wraps what a stream throws; ours are faults within. */
function forClient(error: GraphQLError, log: Logger) {
  const original = error.originalError instanceof GraphQLError ? error.originalError : error;
  return clientError(original, { log, requestId: undefined }).toJSON();
}
