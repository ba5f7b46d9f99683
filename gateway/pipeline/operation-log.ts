import type { Logger } from 'pino';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';

/** The outcome of an operation in metrics and the log. */
export type Outcome = 'ok' | 'partial' | 'failed' | 'refused';

/** An executed or refused operation, or a subscription that was opened. */
export interface OperationEntry {
  readonly transport: Transport;
  readonly scope: RequestScope;
  /** Null: the operation was refused before it had a plan. */
  readonly planned: PlannedOperation | null;
  readonly outcome: Outcome;
  /** Codes of the errors of its result. */
  readonly codes: readonly unknown[];
  /** Milliseconds until its result was there or its stream was open. */
  readonly ms: number;
}

/** Logs an operation when the log level or its duration requires it. */
export type OperationLog = (entry: OperationEntry) => void;

/**
 * Logs one line for each operation at `debug`, and at `info` for a query or mutation that took `slowMs` or longer (0: never).
 * Variables are not logged, since they hold what people write.
 */
export function createOperationLog(log: Logger, slowMs: number): OperationLog {
  return (entry) => {
    const { planned, ms } = entry;
    const isSlow = slowMs > 0 && ms >= slowMs && planned !== null && planned.analysis.kind !== 'subscription';
    if (isSlow) log.info(fieldsOf(entry), 'slow operation');
    else if (log.isLevelEnabled('debug')) log.debug(fieldsOf(entry), 'operation');
  };
}

function fieldsOf({ transport, scope, planned, outcome, codes, ms }: OperationEntry): object {
  const { program } = scope;
  return {
    operation: planned?.analysis.operation.name?.value ?? null,
    kind: planned?.analysis.kind ?? null,
    transport,
    ms: Math.round(ms * 10) / 10,
    outcome,
    ...(codes.length === 0 ? {} : { codes: [...new Set(codes)] }),
    client: program?.name ?? null,
    clientVersion: program?.version ?? null,
    cost: planned?.cost ?? null,
    requestId: scope.requestId,
  };
}

/** Names a transport in metrics. */
export type Transport = 'http' | 'websocket' | 'sse' | 'multipart' | 'rest' | 'internal';
