import type { QueryPlan } from '@apollo/query-planner';
import type { Result } from '../../runtime/operations/result.ts';
import type { Denial } from './access-check.ts';
import type { AnalyzedOperation } from './analyze-operation.ts';
import type { OperationRequest } from './operation-request.ts';
import type { Refusals } from './refusals.ts';
import type { RequestScope } from './request-scope.ts';

/** Who has an operation prepared; `requestId` is for what is logged. */
export type Requester = Pick<RequestScope, 'caller' | 'client'> & Partial<Pick<RequestScope, 'requestId'>>;

/** An operation that may be executed, or why it may not. */
export type PreparationResult = Result<PlannedOperation, Refusals>;

/** An operation that may be executed now, for one caller. */
export interface PlannedOperation {
  readonly analysis: AnalyzedOperation;
  /** What it was prepared from, with the text of its document. */
  readonly request: OperationRequest;
  readonly plan: QueryPlan;
  /** Coerced, defaults filled in; literals that are planned as variables are among them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the caller may not have; answered with null and an error each. */
  readonly denials: readonly Denial[];
  /** What it may cost at most; null where limits are off. */
  readonly cost: number | null;
  /** The cost as it is told to who develops a client; null in production. */
  readonly estimatedCost: number | null;
  /** The same operation for another caller, or a part of it. */
  readonly prepareAgain: PrepareAgain;
}

/** Where the rights of a caller count: at the root alone, for who decides later about the rest, or everywhere. */
export type CheckedRights = 'root' | 'all';

/** Prepares an operation against the supergraph of another, for one caller. Never rejects. */
export type PrepareAgain = (
  request: OperationRequest,
  asker: Requester,
  checked?: CheckedRights,
) => Promise<PreparationResult>;
