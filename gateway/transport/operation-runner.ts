import type { ExecutionResult } from 'graphql';
import type { Caller } from '../../runtime/caller.ts';
import { isStream } from '../../runtime/executor.ts';
import { fault } from '../../runtime/faults.ts';
import type { Answered, RequestScope } from '../execute/execute.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { OperationRequest, Pipeline } from '../pipeline.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import type { Refusals } from '../plan/read-document.ts';
import type { EventSink, Pushed, Pushing } from '../subscribe/pushing.ts';
import type { ResultStream } from '../subscribe/subscribe.ts';
import { createTurnstile } from './turnstile.ts';

/** Names a transport in metrics. */
export type Transport = 'http' | 'websocket' | 'sse' | 'multipart' | 'internal';

/** How a transport has operations answered: the pipeline, counted. */
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
  prepare: Pipeline['prepare'];
  findDocument: Pipeline['findDocument'];
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
export function createOperationRunner(pipeline: Pipeline, metrics: GatewayMetrics): OperationRunner {
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
    metrics.requestSeconds.observe({ transport }, (performance.now() - started) / 1_000);
    metrics.requests.inc({ transport, kind: prepared.known.kind, outcome: outcomeOf(result) });
    return result;
  }

  async function subscribe(
    transport: Transport,
    prepared: PreparedOperation,
    scope: RequestScope,
    onEnd: () => void,
  ): Promise<ExecutionResult | ResultStream> {
    const opened = await pipeline.subscribe(prepared, scope);
    metrics.requests.inc({ transport, kind: 'subscription', outcome: isStream(opened) ? 'ok' : 'refused' });
    if (!isStream(opened)) return opened;
    metrics.subscriptions.inc();
    return counted(opened, () => {
      metrics.subscriptions.dec();
      onEnd();
    });
  }

  function refused(transport: Transport, errors: Refusals): ExecutionResult {
    metrics.requests.inc({ transport, kind: 'none', outcome: 'refused' });
    return { errors };
  }

  return {
    prepare: (request, caller: Caller) => pipeline.prepare(request, caller),
    findDocument: (request) => pipeline.findDocument(request),
    async answer(transport, request, scope, readOnly = false) {
      const prepared = pipeline.prepare(request, scope.caller);
      if (!prepared.ok) return { result: refused(transport, prepared.refusal), methodNotAllowed: false };
      const { kind } = prepared.value.known;
      if (readOnly && kind !== 'query') {
        const error = fault('BAD_USER_INPUT', `A ${kind} cannot be sent by GET.`);
        return { result: refused(transport, [error]), methodNotAllowed: true };
      }
      if (kind === 'subscription') {
        const error = fault('BAD_USER_INPUT', 'A subscription needs a WebSocket, or `Accept: text/event-stream`.');
        return { result: refused(transport, [error]), methodNotAllowed: false };
      }
      return {
        result: await execute(transport, prepared.value, scope),
        methodNotAllowed: false,
        toldCost: prepared.value.toldCost,
      };
    },
    run: (transport, prepared, scope, onEnd = () => undefined) =>
      prepared.known.kind === 'subscription'
        ? subscribe(transport, prepared, scope, onEnd)
        : execute(transport, prepared, scope),
  };
}

const outcomeOf = ({ errors, data }: ExecutionResult): string =>
  errors === undefined ? 'ok' : data == null ? 'failed' : 'partial';

/** The stream, telling once when it is over. */
function counted(stream: ResultStream, onEnd: () => void): ResultStream {
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
