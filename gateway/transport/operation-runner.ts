import type { ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import { isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { type Result, refuse } from '../../runtime/operations/result.ts';
import type { Answered } from '../execute/execute.ts';
import { createTurnstile } from '../limits/turnstile.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { PreparedOperation } from '../operation/prepared-operation.ts';
import type { Refusals } from '../operation/refusals.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { GatewayMetrics } from '../pipeline/gateway-metrics.ts';
import type { OperationLog, Outcome, Transport } from '../pipeline/operation-log.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { EventSink, Pushed, Pushing } from '../subscribe/pushing.ts';
import type { ResultStream } from '../subscribe/result-stream.ts';

/** How a transport has operations answered: the pipeline, counted and logged. */
export interface OperationRunner {
  /** Answers a query or mutation in one go; refuses a subscription and, where `readOnly`, a mutation. */
  answer(transport: Transport, request: OperationRequest, scope: RequestScope, readOnly?: boolean): Promise<Answer>;
  /** Answers any operation: subscriptions with a stream, and `onEnd` is called once when that is over. */
  run(
    transport: Transport,
    prepared: PreparedOperation,
    scope: RequestScope,
    onEnd?: () => void,
  ): Promise<ExecutionResult | ResultStream>;
  /** Finds the text of an operation's document, reads, checks and plans it. Never rejects. */
  prepare(
    transport: Transport,
    request: OperationRequest,
    scope: RequestScope,
  ): Promise<Result<PreparedOperation, Refusals>>;
  /** The first part of `prepare` alone. */
  findDocument(
    transport: Transport,
    request: OperationRequest,
    scope: RequestScope,
  ): Promise<Result<OperationRequest, Refusals>>;
}

/** A result, and whether it must be refused with 405 instead of its own status. */
export interface Answer {
  /** As text only for a scope that wants it. */
  readonly result: Answered;
  readonly methodNotAllowed: boolean;
  /** Present in development: what the operation costs at most. */
  readonly toldCost?: number | null;
}

/** Makes the runner that all transports share. */
export function createOperationRunner(pipeline: Pipeline, metrics: GatewayMetrics, log: OperationLog): OperationRunner {
  const turnstile = createTurnstile();
  async function inside(prepared: PreparedOperation, scope: RequestScope): Promise<Answered> {
    try {
      return await pipeline.execute(prepared, scope);
    } finally {
      turnstile.leave();
    }
  }

  async function execute(transport: Transport, prepared: PreparedOperation, scope: RequestScope): Promise<Answered> {
    const started = performance.now();
    const turn = turnstile.enter();
    if (turn !== null) await turn;
    const result = await inside(prepared, scope);
    const ms = performance.now() - started;
    const outcome = outcomeOf(result);
    metrics.requestSeconds.observe({ transport }, ms / 1_000);
    metrics.requests.inc({ transport, kind: prepared.known.kind, outcome });
    log({ transport, scope, prepared, outcome, codes: codesOf(result.errors), ms });
    return result;
  }

  async function subscribe(
    transport: Transport,
    prepared: PreparedOperation,
    scope: RequestScope,
    onEnd: () => void,
  ): Promise<ExecutionResult | ResultStream> {
    const started = performance.now();
    const opened = await pipeline.subscribe(prepared, scope);
    const outcome = isStream(opened) ? 'ok' : 'refused';
    metrics.requests.inc({ transport, kind: 'subscription', outcome });
    const codes = isStream(opened) ? [] : codesOf(opened.errors);
    log({ transport, scope, prepared, outcome, codes, ms: performance.now() - started });
    if (!isStream(opened)) return opened;
    metrics.subscriptions.inc();
    return untilEnd(opened, () => {
      metrics.subscriptions.dec();
      onEnd();
    });
  }

  function counted<Value>(transport: Transport, scope: RequestScope, result: Result<Value, Refusals>) {
    if (result.ok) return result;
    metrics.requests.inc({ transport, kind: 'none', outcome: 'refused' });
    log({ transport, scope, prepared: null, outcome: 'refused', codes: codesOf(result.refusal), ms: 0 });
    return result;
  }

  const findDocument: OperationRunner['findDocument'] = async (transport, request, scope) =>
    counted(transport, scope, await pipeline.findDocument(request));

  const prepare: OperationRunner['prepare'] = async (transport, request, scope) => {
    const found = await findDocument(transport, request, scope);
    if (!found.ok) return found;
    return counted(transport, scope, await pipeline.prepare(found.value, scope));
  };

  return {
    prepare,
    findDocument,
    async answer(transport, request, scope, readOnly = false) {
      const prepared = await prepare(transport, request, scope);
      if (!prepared.ok) return { result: { errors: prepared.refusal }, methodNotAllowed: false };
      const { kind } = prepared.value.known;
      const unfit = unfitFor(kind, readOnly);
      if (unfit !== null) {
        counted(transport, scope, refuse([unfit]));
        return { result: { errors: [unfit] }, methodNotAllowed: readOnly };
      }
      const { toldCost } = prepared.value;
      return { result: await execute(transport, prepared.value, scope), methodNotAllowed: false, toldCost };
    },
    run: (transport, prepared, scope, onEnd = () => undefined) =>
      prepared.known.kind === 'subscription'
        ? subscribe(transport, prepared, scope, onEnd)
        : execute(transport, prepared, scope),
  };
}

/** Why a kind of operation cannot be answered in one go; null when it can. */
function unfitFor(kind: OperationTypeNode, readOnly: boolean): GraphQLError | null {
  if (readOnly && kind !== 'query') return fault('BAD_USER_INPUT', `A ${kind} cannot be sent by GET.`);
  return kind === 'subscription'
    ? fault('BAD_USER_INPUT', 'A subscription needs a WebSocket, or `Accept: text/event-stream`.')
    : null;
}

const outcomeOf = ({ errors, data }: ExecutionResult): Outcome =>
  errors === undefined ? 'ok' : data == null ? 'failed' : 'partial';

const codesOf = (errors: readonly GraphQLError[] = []): readonly unknown[] =>
  errors.map(({ extensions }) => extensions['code']);

/** The stream, telling once when it is over. */
function untilEnd(stream: ResultStream, onEnd: () => void): ResultStream {
  const end = onlyOnce(onEnd);
  return {
    ...(stream.push === undefined ? {} : { push: countedPush(stream.push, end) }),
    async next() {
      try {
        const step = await stream.next();
        if (step.done) end();
        return step;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await stream.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const countedPush =
  (push: Pushing['push'], end: () => void): Pushing['push'] =>
  (sink) =>
    countedPushed(push(endingSink(sink, end)), end);

// What lives as long as a pushed stream stands in functions of its own: a closure keeps whatever any other of the same
// function needs, and here that would be all that it takes to pull.

const endingSink = (sink: EventSink, onEnd: () => void): EventSink => ({
  // Its own `next`: a call less for each event and follower.
  ...sink,
  end(ending) {
    onEnd();
    sink.end(ending);
  },
});

const countedPushed = ({ resume, close }: Pushed, onEnd: () => void): Pushed => ({
  resume,
  close() {
    onEnd();
    close();
  },
});

function onlyOnce(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
