import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  GraphQLSchema,
  parse,
} from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { isStream } from '../../../runtime/executor/executor.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { clientError } from '../../graphql/client-errors.ts';
import type { Authenticate } from '../../identity/identity.ts';
import { type Admission, overloaded } from '../../limits/admission.ts';
import { asksForText } from '../../limits/persisted-documents.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { PreparedOperation } from '../../operation/prepared-operation.ts';
import type { Refusals } from '../../operation/refusals.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { Pushing } from '../../subscribe/pushing.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { withParameters } from '../client/client-origin.ts';
import { withRequestId } from '../client/request-id.ts';
import type { OperationRunner } from '../operation-runner.ts';
import { createEventFrames } from './event-frames.ts';
import { pushFrames } from './push-frames.ts';
import { beginSession } from './session-identity.ts';
import { type SocketSession, signalOf } from './websocket-session.ts';

/** What the protocol needs of its endpoint. */
export interface ProtocolParts {
  readonly runner: OperationRunner;
  readonly admission: Admission;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly initMs: number;
  readonly now: () => Date;
  /** Parameters that go on to subgraphs as headers; absent: none. */
  readonly forwardHeaders?: readonly string[];
  readonly log: Logger;
}

/** Carries a prepared operation through graphql-ws, from `onSubscribe` to `execute` and `subscribe`. */
interface PreparedArgs extends ExecutionArgs {
  /** Null once it runs: graphql-ws holds these for as long as a stream is open, which may outlive its supergraph. */
  prepared: PreparedOperation | null;
  readonly toldCost: number | null;
  readonly session: SocketSession;
  /** The operation's, of the client's making. */
  readonly id: string;
  /** Whether the client asked for the cost, and may know it. */
  readonly tellsCost: boolean;
  /** Gives back what the operation was counted for. */
  readonly leave: () => void;
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
export function createProtocol(parts: ProtocolParts): Server<SocketSession> {
  const { runner, initMs, log } = parts;
  const frames = createEventFrames();
  return makeServer<Record<string, unknown>, SocketSession>({
    connectionInitWaitTimeout: initMs,
    onConnect(context) {
      const { connectionParams, extra } = context;
      extra.origin = withParameters(extra.origin, connectionParams, parts.forwardHeaders ?? []);
      // A socket lives longer than anybody needs its token.
      Reflect.deleteProperty(context, 'connectionParams');
      return beginSession(extra, connectionParams, parts);
    },
    onSubscribe: ({ extra: session }, id, payload) => admitted(id, payload, session, parts),
    execute: async (args) => await run(args),
    subscribe: async (args) => {
      const stream = failingStream(await run(args));
      const { session, id, tellsCost } = preparedIn(args);
      // What all followers get alike has no room for what one of them asked beside.
      return !isPushing(stream) || tellsCost ? stream : pushFrames(stream, session, id, frames);
    },
    onNext({ extra: { requestId } }, _id, _payload, args, { data, errors, extensions }) {
      const { toldCost, tellsCost } = preparedIn(args);
      if (!tellsCost && errors === undefined) return undefined;
      return {
        ...(data === undefined ? {} : { data }),
        ...(errors === undefined ? {} : { errors: errors.map((error) => withRequestId(error, requestId)) }),
        ...(tellsCost ? { extensions: { ...extensions, cost: { requested: toldCost } } } : {}),
      };
    },
    onError: ({ extra: { requestId } }, _id, _payload, errors) =>
      errors.map((error) => forClient(error, log, requestId)),
  });

  async function run(args: ExecutionArgs): Promise<ExecutionResult | ResultStream> {
    const given = preparedIn(args);
    const { prepared, session, leave } = given;
    if (prepared === null) return { errors: [fault('INTERNAL', 'Internal server error.')] };
    given.prepared = null;
    const answer = await runner.run('websocket', prepared, scopeOf(session), leave);
    if (!isStream(answer)) leave();
    return answer;
  }
}

/** Where a stream is shared nobody asks for the signal, and the socket needs none. */
const scopeOf = (session: SocketSession): RequestScope => ({
  caller: session.identity.caller,
  requestId: session.requestId,
  origin: session.origin,
  program: session.program,
  get signal() {
    return signalOf(session);
  },
});

const isPushing = (stream: ResultStream): stream is ResultStream & Pushing => stream.push !== undefined;

// as: made by `admitted`; graphql-ws hands it on unchanged.
const preparedIn = (args: ExecutionArgs): PreparedArgs => args as PreparedArgs;

/** What graphql-ws executes, or why the operation is refused; the socket and its other operations go on. */
async function admitted(
  id: string,
  payload: SubscribePayload,
  session: SocketSession,
  parts: ProtocolParts,
): Promise<PreparedArgs | Refusals> {
  if (session.running >= parts.admission.bounds.operationsPerSocket)
    return [fault('LIMIT_EXCEEDED', 'Too many operations run on this socket.')];
  // Counted here and at once, not by ids: many can come together, and a client can forget one that still runs.
  session.running += 1;
  const prepared = await preparedFor(payload, session, parts);
  if (!prepared.ok) {
    session.running -= 1;
    return prepared.refusal;
  }
  const { leaveGate, operation } = prepared.value;
  const tellsCost = payload.extensions?.['cost'] === true && operation.toldCost !== null;
  forget(payload);
  return {
    schema: NO_SCHEMA,
    document: DOCUMENTS[operation.known.kind],
    contextValue: null,
    rootValue: null,
    prepared: operation,
    toldCost: operation.toldCost,
    session,
    id,
    tellsCost,
    leave() {
      session.running -= 1;
      leaveGate();
    },
  };
}

/** graphql-ws keeps the payload as long as the operation runs, and reads no more of it. */
function forget(payload: SubscribePayload): void {
  for (const key of Object.keys(payload)) Reflect.set(payload, key, undefined);
}

async function preparedFor(
  payload: SubscribePayload,
  session: SocketSession,
  { runner, admission }: ProtocolParts,
): Promise<Result<{ readonly operation: PreparedOperation; readonly leaveGate: () => void }, Refusals>> {
  const tooMany = await admission.rate(session.identity.caller, session.origin);
  if (tooMany !== null) return refuse([tooMany]);
  const prepared = await runner.prepare('websocket', requestOf(payload), scopeOf(session));
  if (!prepared.ok) return prepared;
  // A stream costs nothing while it is quiet, and a client whose stream is refused does not open it again.
  const isStreamed = prepared.value.known.kind === 'subscription';
  const leaveGate = isStreamed ? () => undefined : admission.gate.enter();
  return leaveGate === null ? refuse([overloaded()]) : done({ operation: prepared.value, leaveGate });
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

/** graphql-ws wraps what a stream throws; ours are faults within. */
function forClient(error: GraphQLError, log: Logger, requestId: string): GraphQLFormattedError {
  if (error.originalError === undefined && asksForText(error)) return withRequestId(error, requestId);
  const original = error.originalError instanceof GraphQLError ? error.originalError : error;
  return withRequestId(clientError(original, { log, requestId }), requestId);
}
