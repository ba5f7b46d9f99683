import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError } from 'graphql';
import { isFault } from '../../runtime/executor/faults.ts';
import { type BoundedCache, createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { done, type Result, refuse } from '../../runtime/operations/result.ts';
import type { Denial } from '../operation/access-check.ts';
import type { AccessGuard } from '../operation/access-guards.ts';
import { type AnalyzedOperation, documentToPlan } from '../operation/analyze-operation.ts';
import { conditionKey } from '../operation/conditions.ts';
import type { ReadingRules } from '../operation/disclosure-rules.ts';
import { type Refusals, tooLarge } from '../operation/refusals.ts';
import { isTooManyWays, makePlan } from './make-plan.ts';

/** The denied fields and the condition values that a plan was made for. */
export interface PlanUse {
  /** Keys of the denied fields that the plan leaves out. */
  readonly left: readonly string[];
  /** Values of the variables used in conditions. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** The cache slot of one plan of an operation. */
export interface PlanSlot {
  readonly analysis: AnalyzedOperation;
  /** Null until `keep` was called. */
  plan(): QueryPlan | null;
  /** The document to plan; refused when a condition is null. */
  document(): Result<DocumentNode, Refusals>;
  keep(plan: QueryPlan): void;
}

/** The plans of one operation: denied fields and conditions decide which fields a plan contains. */
export interface OperationPlans {
  slotFor(denials: readonly Denial[], variables: Readonly<Record<string, unknown>>): PlanSlot;
  /** The slot for the same use, as far as this supergraph guards the same fields. */
  slotForUse(use: PlanUse): PlanSlot;
  uses(): readonly PlanUse[];
}

interface StoredPlan extends PlanUse {
  readonly plan: QueryPlan;
}

const MAX_PLANS_PER_OPERATION = 50;

/** Caches the plans of an operation; `conditions` are the variables used in its conditions. */
export function createOperationPlans(analysis: AnalyzedOperation, conditions: readonly string[]): OperationPlans {
  const plans: BoundedCache<StoredPlan> = createBoundedCache(MAX_PLANS_PER_OPERATION);
  const { guards } = analysis.guarded;
  const slotFor: OperationPlans['slotFor'] = (denials, variables) => {
    const denied = denials.map(({ guard }) => guards.indexOf(guard));
    const key = `${conditionKey(conditions, variables)} ${denied.join()}`;
    return {
      analysis,
      plan: () => plans.get(key)?.plan ?? null,
      document() {
        try {
          return done(documentToPlan(analysis, denials, variables));
        } catch (error) {
          if (error instanceof GraphQLError && isFault(error)) return refuse([error]);
          throw error;
        }
      },
      keep(plan) {
        const left = denials.map(({ guard }) => guardKey(guard));
        plans.set(key, {
          plan,
          left,
          conditions: Object.fromEntries(conditions.map((name) => [name, variables[name]])),
        });
      },
    };
  };
  return {
    slotFor,
    slotForUse({ left, conditions: given }) {
      const denied = guards.filter((guard) => left.includes(guardKey(guard)));
      return slotFor(
        denied.map((guard) => ({ guard, code: 'FORBIDDEN' as const })),
        given,
      );
    },
    uses: () => plans.values(),
  };
}

/** Plans synchronously, without a time limit. */
export function planAtOnce(slot: PlanSlot, rules: ReadingRules): Result<QueryPlan, Refusals> {
  const found = slot.plan();
  if (found !== null) return done(found);
  const document = slot.document();
  if (!document.ok) return document;
  try {
    const plan = makePlan(slot.analysis.supergraph, document.value);
    slot.keep(plan);
    return done(plan);
  } catch (error) {
    if (isTooManyWays(error)) return refuse([tooLarge('ways', rules)]);
    throw error;
  }
}

/** The path alone is not unique: fields of two types can have the same path and different rules. */
const guardKey = ({ node, path }: AccessGuard): string => `${path.join('.')} ${node.loc?.start}`;
