import type { QueryPlan } from '@apollo/query-planner';
import type { Result } from '../../runtime/operations/result.ts';
import type { Denial } from './access-check.ts';
import type { AnalyzedOperation } from './analyze-operation.ts';
import type { OperationRequest } from './operation-request.ts';
import type { Refusals } from './refusals.ts';
import type { RequestScope } from './request-scope.ts';

/** The parts of a request's scope that planning needs; `requestId` is for the log. */
export type Requester = Pick<RequestScope, 'caller' | 'client'> & Partial<Pick<RequestScope, 'requestId'>>;

/** A planned operation, or the errors that refuse it. */
export type PreparationResult = Result<PlannedOperation, Refusals>;

/** An operation that is ready to be executed for one caller. */
export interface PlannedOperation {
  readonly analysis: AnalyzedOperation;
  /** The request, with the text of its document. */
  readonly request: OperationRequest;
  readonly plan: QueryPlan;
  /** Coerced variables with defaults, including literals that are planned as variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Selections denied to the caller; each becomes null with an error. */
  readonly denials: readonly Denial[];
  /** Maximum cost; null when limits are off. */
  readonly cost: number | null;
  /** The cost to report to client developers; null in production. */
  readonly estimatedCost: number | null;
  /** The same operation for another caller, or a part of it. */
  readonly prepareAgain: PrepareAgain;
}

/** Where access is checked: everywhere, or only at the root when the rest is checked later. */
export type CheckedRights = 'root' | 'all';

/** Plans an operation for the supergraph that another was planned for. Never rejects. */
export type PrepareAgain = (
  request: OperationRequest,
  asker: Requester,
  checked?: CheckedRights,
) => Promise<PreparationResult>;
