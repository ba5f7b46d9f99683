import { type ExecutionArgs, type ExecutionResult, GraphQLSchema, parse } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { PlannedOperation } from '../../operation/planned-operation.ts';
import type { Refusals } from '../../operation/refusals.ts';
import type { ResultSink } from '../../pipeline/request-exchange.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { type SocketSession, scopeOf } from './websocket-session.ts';

/** An admitted operation on its way through graphql-ws, from `onSubscribe` to `execute` or `subscribe`. */
export interface HandoverArgs extends ExecutionArgs {
  readonly session: SocketSession;
  /** The operation's id, chosen by the client. */
  readonly id: string;
  readonly estimatedCost: number | null;
  /** Whether the client asked for the cost, and may know it. */
  readonly includesCost: boolean;
  /** Null once it was called: graphql-ws holds these arguments for as long as a stream is open. */
  execute: (() => Promise<ExecutionResult | ResultStream>) | null;
}

/** graphql-ws calls `execute` or `subscribe` by the kind of this document's operation, and reads no more of it. */
const DOCUMENTS = {
  query: parse('query { _ }'),
  mutation: parse('mutation { _ }'),
  subscription: parse('subscription { _ }'),
} as const;
const NO_SCHEMA = new GraphQLSchema({});

/**
 * Runs an operation of a socket up to its execution, which begins when graphql-ws calls `execute` of the arguments.
 * Resolves to the errors when it is refused.
 */
export function startOperation(
  run: RunRequest,
  session: SocketSession,
  id: string,
  payload: SubscribePayload,
): Promise<HandoverArgs | Refusals> {
  const admitted = Promise.withResolvers<HandoverArgs | Refusals>();
  const outcome = Promise.withResolvers<ExecutionResult | ResultStream>();
  const request = requestOf(payload);
  const asksForCost = payload.extensions?.['cost'] === true;
  const sink: ResultSink = {
    refuse: admitted.resolve,
    begin(operation) {
      releasePayload(payload);
      const { promise: started, resolve: start } = Promise.withResolvers<undefined>();
      const execute = (): Promise<ExecutionResult | ResultStream> => {
        start(undefined);
        return outcome.promise;
      };
      admitted.resolve(argsOf(operation, { session, id, asksForCost, execute }));
      return started;
    },
    single: outcome.resolve,
    stream: outcome.resolve,
  };
  const source = { single: 'websocket', stream: 'websocket', connection: session, read: () => request } as const;
  // Nobody waits for the outcome of what was not admitted.
  outcome.promise.catch(() => undefined);
  run(source, scopeOf(session), sink).catch((error: unknown) => {
    admitted.reject(error);
    outcome.reject(error);
  });
  return admitted.promise;
}

interface Handover extends Pick<HandoverArgs, 'session' | 'id' | 'execute'> {
  readonly asksForCost: boolean;
}

// Not part of `startOperation`: what graphql-ws holds must retain nothing else of it.
const argsOf = (
  { analysis, estimatedCost }: PlannedOperation,
  { session, id, asksForCost, execute }: Handover,
): HandoverArgs => ({
  schema: NO_SCHEMA,
  document: DOCUMENTS[analysis.kind],
  contextValue: null,
  rootValue: null,
  session,
  id,
  estimatedCost,
  includesCost: asksForCost && estimatedCost !== null,
  execute,
});

function requestOf(payload: SubscribePayload): OperationRequest {
  const { query, operationName, variables, extensions } = payload;
  const documentId: unknown = Reflect.get(payload, 'documentId');
  return {
    query,
    operationName,
    variables,
    extensions,
    documentId: typeof documentId === 'string' ? documentId : null,
  };
}

/** graphql-ws keeps the payload for as long as the operation runs, and does not read it again. */
function releasePayload(payload: SubscribePayload): void {
  for (const key of Object.keys(payload)) Reflect.set(payload, key, undefined);
}
