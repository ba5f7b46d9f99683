import type { Logger } from 'pino';
import type { PreparedOperation } from '../operation/prepared-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';

/** How an operation went, as metrics and the log name it. */
export type Outcome = 'ok' | 'partial' | 'failed' | 'refused';

/** One operation that was answered, or a subscription that was opened. */
export interface OperationEntry {
  readonly transport: Transport;
  readonly scope: RequestScope;
  /** Null: it was refused before there was one. */
  readonly prepared: PreparedOperation | null;
  readonly outcome: Outcome;
  /** Codes of the errors of the answer. */
  readonly codes: readonly unknown[];
  /** Until it was answered, or its stream was open. */
  readonly ms: number;
}

/** Writes a line about an operation, where the level or its time asks for one. */
export type OperationLog = (entry: OperationEntry) => void;

/**
 * One line an operation: at `debug`, and at `info` for a query or mutation that took `slowMs` or longer; 0: never for its
 * time. Variables are never in it: they hold what people write.
 */
export function createOperationLog(log: Logger, slowMs: number): OperationLog {
  return (entry) => {
    const { prepared, ms } = entry;
    const isSlow = slowMs > 0 && ms >= slowMs && prepared !== null && prepared.known.kind !== 'subscription';
    if (isSlow) log.info(fieldsOf(entry), 'slow operation');
    else if (log.isLevelEnabled('debug')) log.debug(fieldsOf(entry), 'operation');
  };
}

function fieldsOf({ transport, scope, prepared, outcome, codes, ms }: OperationEntry): object {
  const { program } = scope;
  return {
    operation: prepared?.known.operation.name?.value ?? null,
    kind: prepared?.known.kind ?? null,
    transport,
    ms: Math.round(ms * 10) / 10,
    outcome,
    ...(codes.length === 0 ? {} : { codes: [...new Set(codes)] }),
    client: program?.name ?? null,
    clientVersion: program?.version ?? null,
    cost: prepared?.cost ?? null,
    requestId: scope.requestId,
  };
}

/** Names a transport in metrics. */
export type Transport = 'http' | 'websocket' | 'sse' | 'multipart' | 'internal';
