import type { GraphQLError } from 'graphql';
import type { ExecutionOutput } from '../execute/execute.ts';
import type { SharedConnection } from '../limits/request-slots.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { ResultStream } from '../subscribe/result-stream.ts';
import type { Transport } from './operation-log.ts';

/** A request for one operation, as a transport received it. A transport reads it and decides nothing else. */
export interface RequestSource {
  /** Names in metrics what is delivered as a single result; null where results can only be streamed. */
  readonly single: Transport | null;
  /** Names in metrics what is delivered as a stream; null where a subscription cannot be delivered. */
  readonly stream: Transport | null;
  /** Whether the client asked by a method that changes nothing; absent: it did not. */
  readonly isReadOnly?: boolean;
  /** The connection that carries this request beside others; absent: a stream counts as a connection of its own. */
  readonly connection?: SharedConnection;
  /** When the token of the client expires; absent or null: never. */
  readonly expiresAt?: Date | null;
  /**
   * Reads the operation. Called after the limits that need no look at it. Null: its form is wrong, and the transport has
   * refused it.
   */
  read(): OperationRequest | null | Promise<OperationRequest | null>;
  /** Whether the transport's protocol allows a delivery. False: it does not, and the transport has refused it. */
  mayDeliver?(isStreamed: boolean): Promise<boolean>;
}

/**
 * Why a request was refused: `admission` by a limit of the client or of the process, `method` since its method cannot
 * change anything, `operation` for what it asks for.
 */
export type RefusalReason = 'admission' | 'method' | 'operation';

/** What the scope of an execution has besides, by how its results are delivered. */
export type DeliveryScope = Pick<RequestScope, 'signal' | 'wantsText'>;

/** Where the outcome of one request is written. Exactly one of `refuse`, `single` and `stream` is called, once. */
export interface ResultSink {
  /** Writes a refusal: the operation is not executed. */
  refuse(errors: readonly GraphQLError[], reason: RefusalReason): unknown;
  /** Called when every limit has been passed, before execution, which waits for it. */
  begin?(
    operation: PlannedOperation,
    isStreamed: boolean,
  ): DeliveryScope | undefined | Promise<DeliveryScope | undefined>;
  /** Writes the result of an operation that has one: of a subscription only when it could not be opened. */
  single(output: ExecutionOutput, operation: PlannedOperation): unknown;
  /** Begins to write the results of a subscription, and does not wait for its end. */
  stream(results: ResultStream, operation: PlannedOperation): unknown;
}
