import type { ExecutionResult, GraphQLError } from 'graphql';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { Refusals } from '../operation/refusals.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { OperationLog, Outcome, Transport } from './operation-log.ts';

/** An operation that was executed, by whom and through which transport. */
export interface RecordedOperation {
  readonly transport: Transport;
  readonly scope: RequestScope;
  readonly planned: PlannedOperation;
}

/** Counts and logs every operation once. */
export interface OperationRecorder {
  /** Records an operation that was refused before it was executed. */
  refused(transport: Transport, scope: RequestScope, errors: Refusals): void;
  /** Records the result of a query or mutation that took `ms` milliseconds. */
  executed(operation: RecordedOperation, result: ExecutionResult, ms: number): void;
  /** Records a subscription that took `ms` milliseconds to open, or its errors. Null: it is open until `closed`. */
  opened(operation: RecordedOperation, errors: readonly GraphQLError[] | null, ms: number): void;
  /** Records that an open subscription has ended. */
  closed(): void;
}

/** Records operations in the metrics and the operation log. */
export const createOperationRecorder = (metrics: GatewayMetrics, log: OperationLog): OperationRecorder => ({
  refused(transport, scope, errors) {
    metrics.requests.inc({ transport, kind: 'none', outcome: 'refused' });
    log({ transport, scope, planned: null, outcome: 'refused', codes: codesOf(errors), ms: 0 });
  },
  executed({ transport, scope, planned }, result, ms) {
    const outcome = outcomeOf(result);
    metrics.requestSeconds.observe({ transport }, ms / 1_000);
    metrics.requests.inc({ transport, kind: planned.analysis.kind, outcome });
    log({ transport, scope, planned, outcome, codes: codesOf(result.errors), ms });
  },
  opened({ transport, scope, planned }, errors, ms) {
    const outcome = errors === null ? 'ok' : 'refused';
    metrics.requests.inc({ transport, kind: 'subscription', outcome });
    log({ transport, scope, planned, outcome, codes: codesOf(errors ?? []), ms });
    if (errors === null) metrics.subscriptions.inc();
  },
  closed: () => metrics.subscriptions.dec(),
});

const outcomeOf = ({ errors, data }: ExecutionResult): Outcome =>
  errors === undefined ? 'ok' : data == null ? 'failed' : 'partial';

const codesOf = (errors: readonly GraphQLError[] = []): readonly unknown[] =>
  errors.map(({ extensions }) => extensions['code']);
