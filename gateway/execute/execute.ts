import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';

/** An answer, or, for who may have text and when there are no errors, `text` alone: the whole of it as JSON. */
export interface ExecutionOutput extends ExecutionResult {
  text?: string | undefined;
}

/** One event of a subscription, as its source stream delivered it. */
export interface SourceEvent {
  readonly primary: FetchNode;
  readonly rest: PlanNode | undefined;
  readonly result: ExecutionResult;
}

/**
 * Runs a planned operation and answers in the shape that the client asked for. With an event, runs what the plan does
 * after it. Never rejects; every error carries a code of the closed list.
 */
export type Execute = (planned: PlannedOperation, scope: RequestScope, event?: SourceEvent) => Promise<ExecutionOutput>;
