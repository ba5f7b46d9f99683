import type { GraphQLError, OperationTypeNode } from 'graphql';
import { isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { Result } from '../../runtime/operations/result.ts';
import type { Execute, ExecutionOutput } from '../execute/execute.ts';
import { hasEnded } from '../identity/identity.ts';
import type { Admission } from '../limits/admission.ts';
import { createConcurrencyLimiter } from '../limits/concurrency-limiter.ts';
import { createRequestSlots, type RequestSlots } from '../limits/request-slots.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { PlannedOperation, PreparationResult, Requester } from '../operation/planned-operation.ts';
import type { Refusals } from '../operation/refusals.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import { onStreamEnd } from '../subscribe/on-stream-end.ts';
import type { Subscribe } from '../subscribe/subscribe.ts';
import type { OperationRecorder, RecordedOperation } from './operation-recorder.ts';
import type { RefusalReason, RequestSource, ResultSink } from './request-exchange.ts';

/** Takes a request of any transport from its first limit to its result. Rejects only with what its source or sink throws. */
export type RunRequest = (source: RequestSource, scope: RequestScope, sink: ResultSink) => Promise<void>;

/** The steps that a request goes through. */
export interface RunRequestParts {
  readonly admission: Admission;
  /** Adds the text of a document that is named by its hash, or refuses an operation that is not on the list. */
  findDocument(request: OperationRequest): Found | Promise<Found>;
  /** Parses, checks document limits, validates, coerces variables, computes the cost, checks access and plans. */
  prepare(request: OperationRequest, asker: Requester): PreparationResult | Promise<PreparationResult>;
  readonly execute: Execute;
  readonly subscribe: Subscribe;
  readonly recorder: OperationRecorder;
  readonly now: () => Date;
}

type Found = Result<OperationRequest, Refusals>;

interface Admitted {
  readonly operation: PlannedOperation;
  readonly isStreamed: boolean;
}

interface Refused {
  readonly reason: RefusalReason;
  readonly errors: Refusals;
}

/**
 * Makes the one way from a client's request to its result. `admit` lists in order what a request passes before it is
 * executed, whatever the transport; nothing of it is a transport's to do or to leave out.
 */
export function createRunRequest(parts: RunRequestParts): RunRequest {
  const { admission, recorder } = parts;
  const limiter = createConcurrencyLimiter();

  /** Null: the transport has refused the request itself. */
  async function admit(
    source: RequestSource,
    scope: RequestScope,
    slots: RequestSlots,
  ): Promise<Admitted | Refused | null> {
    const { caller, client } = scope;

    // 1. Operations that run at once on the client's connection.
    const tooMany = source.connection === undefined ? null : slots.takeOperation(source.connection);
    if (tooMany !== null) return notAdmitted(tooMany);

    // 2. Operations in a minute, of one person or of the visitors of one address.
    const counted = admission.rate(caller, client);
    const tooOften = counted instanceof Promise ? await counted : counted;
    if (tooOften !== null) return notAdmitted(tooOften);

    // 3. The load gate. What may be a subscription passes it once that is known (step 8).
    const overloaded = source.stream === null ? slots.takeLoad() : null;
    if (overloaded !== null) return notAdmitted(overloaded);

    // 4. The transport reads the operation.
    const reading = source.read();
    const request = reading instanceof Promise ? await reading : reading;
    if (request === null) return null;

    // 5. Persisted operations: the document of a hash; where only listed documents are served, no others.
    const finding = parts.findDocument(request);
    const found = finding instanceof Promise ? await finding : finding;
    if (!found.ok) return refused(source, scope, found.refusal);

    // 6. Parsing, document limits, validation, variables, cost, access, plan.
    const preparing = parts.prepare(found.value, scope);
    const prepareResult = preparing instanceof Promise ? await preparing : preparing;
    if (!prepareResult.ok) return refused(source, scope, prepareResult.refusal);

    // 7. Whether this kind of operation can be delivered.
    const { kind } = prepareResult.value.analysis;
    const isStreamed = kind === 'subscription' ? source.stream !== null : source.single === null;
    const unfit = unfitFor(kind, isStreamed, source.isReadOnly === true);
    if (unfit !== null) return refused(source, scope, unfit.errors, unfit.reason);

    // 8. The load gate, unless it is passed. A stream costs nothing while it is quiet, and a client whose stream is
    // refused does not open it again: subscriptions always pass.
    const busy = kind === 'subscription' ? null : slots.takeLoad();
    if (busy !== null) return notAdmitted(busy);

    // 9. Open streams of one person and of one address.
    if (isStreamed && source.connection === undefined) {
      const isExpired = hasEnded({ expiresAt: source.expiresAt ?? null }, parts.now());
      const tooManyStreams = isExpired ? tokenExpired() : slots.takeStream(client?.ip ?? null, caller.viewerId);
      if (tooManyStreams !== null) return notAdmitted(tooManyStreams);
    }

    // 10. What the transport's protocol asks of the delivery.
    if (source.mayDeliver !== undefined && !(await source.mayDeliver(isStreamed))) return null;
    return { operation: prepareResult.value, isStreamed };
  }

  function refused(source: RequestSource, scope: RequestScope, errors: Refusals, reason: RefusalReason = 'operation') {
    recorder.refused(source.stream ?? source.single ?? 'internal', scope, errors);
    return { reason, errors };
  }

  /** Executes a query or mutation when the process has time for it. */
  async function execute(operation: RecordedOperation): Promise<ExecutionOutput> {
    const started = performance.now();
    const turn = limiter.acquire();
    if (turn !== null) await turn;
    let output: ExecutionOutput;
    try {
      output = await parts.execute(operation.planned, operation.scope);
    } finally {
      limiter.release();
    }
    recorder.executed(operation, output, performance.now() - started);
    return output;
  }

  /** Opens a subscription; `onEnd` is called once when its stream is over. */
  async function subscribe(operation: RecordedOperation, onEnd: () => void) {
    const started = performance.now();
    const opened = await parts.subscribe(operation.planned, operation.scope);
    const errors = isStream(opened) ? null : (opened.errors ?? []);
    recorder.opened(operation, errors, performance.now() - started);
    if (!isStream(opened)) return opened;
    return onStreamEnd(opened, () => {
      recorder.closed();
      onEnd();
    });
  }

  return async (source, scope, sink) => {
    const slots = createRequestSlots(admission);
    let isOpen = false;
    try {
      const admitted = await admit(source, scope, slots);
      if (admitted === null) return;
      if ('errors' in admitted) return void (await sink.refuse(admitted.errors, admitted.reason));
      const { operation: planned, isStreamed } = admitted;
      const transport = (isStreamed ? source.stream : source.single) ?? 'internal';
      const beginning = sink.begin?.(planned, isStreamed);
      const delivery = beginning instanceof Promise ? await beginning : beginning;
      const operation = { transport, planned, scope: delivery === undefined ? scope : { ...scope, ...delivery } };
      if (planned.analysis.kind !== 'subscription') return void (await sink.single(await execute(operation), planned));
      const opened = await subscribe(operation, slots.release);
      isOpen = isStream(opened);
      await (isStream(opened) ? sink.stream(opened, planned) : sink.single(opened, planned));
    } finally {
      if (!isOpen) slots.release();
    }
  };
}

const notAdmitted = (error: GraphQLError): Refused => ({ reason: 'admission', errors: [error] });

/** Why a kind of operation cannot be delivered; null when it can. */
function unfitFor(kind: OperationTypeNode, isStreamed: boolean, isReadOnly: boolean): Refused | null {
  const needsStream = kind === 'subscription' && !isStreamed;
  if (isReadOnly && (kind === 'mutation' || needsStream))
    return { reason: 'method', errors: [fault('BAD_USER_INPUT', `A ${kind} cannot be sent by GET.`)] };
  if (!needsStream) return null;
  const error = fault('BAD_USER_INPUT', 'A subscription needs a WebSocket, or `Accept: text/event-stream`.');
  return { reason: 'operation', errors: [error] };
}

const tokenExpired = (): GraphQLError => fault('UNAUTHENTICATED', 'The access token has expired.');
