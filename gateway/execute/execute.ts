import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';

/** A result, or, when the scope wants text and there are no errors, only `text`: the whole result as JSON. */
export interface ExecutionOutput extends ExecutionResult {
  text?: string | undefined;
}

/** One event of a subscription's source stream. */
export interface SourceEvent {
  readonly primary: FetchNode;
  readonly rest: PlanNode | undefined;
  readonly result: ExecutionResult;
}

/**
 * Executes a planned operation. With an event, executes the rest of the plan for that event. Never rejects; every error has
 * a code of the closed list.
 */
export type Execute = (planned: PlannedOperation, scope: RequestScope, event?: SourceEvent) => Promise<ExecutionOutput>;
