import type { DocumentNode } from 'graphql';
import type { Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { done, type Result, refuse } from '../../runtime/operations/result.ts';
import { isRecord } from '../graphql/records.ts';
import { type Denial, denialsFor, type PolicyEvaluator } from '../operation/access-check.ts';
import { type AnalyzedOperation, analyzeOperation } from '../operation/analyze-operation.ts';
import { coerceVariables } from '../operation/coerce-variables.ts';
import { conditionVariables } from '../operation/conditions.ts';
import { denialError, nullVariable } from '../operation/denial-error.ts';
import { type DisclosureRules, disclosureOf, type ReadingRules } from '../operation/disclosure-rules.ts';
import { findInvalidValue, nullCharacter } from '../operation/null-character.ts';
import { MAX_COST } from '../operation/operation-cost.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { CheckedRights, PlannedOperation, PrepareAgain } from '../operation/planned-operation.ts';
import { readDocument } from '../operation/read-document.ts';
import { invalidAll, type Refusals, tooExpensive, tooLarge, unsliced } from '../operation/refusals.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import {
  createOperationPlans,
  type OperationPlans,
  type PlanSlot,
  type PlanUse,
  planAtOnce,
} from './operation-plans.ts';

/** An operation that may be executed, without its plan. */
interface UnplannedOperation {
  readonly operation: Omit<PlannedOperation, 'plan' | 'prepareAgain'>;
  /** The cache slot of its plan. */
  readonly slot: PlanSlot;
}

/** Caches the documents, operations and plans of one supergraph. */
export interface OperationStore {
  readonly supergraph: Supergraph;
  /** Whether a document is valid against the supergraph and its limits. */
  isValid(text: string): boolean;
  /** Validates a request and checks its variables, cost and access. */
  analyze(request: OperationRequest, caller: Caller, checked?: CheckedRights): Result<UnplannedOperation, Refusals>;
  /** Analyzes and plans synchronously, without a time limit. */
  prepare(request: OperationRequest, caller: Caller, checked?: CheckedRights): Result<PlannedOperation, Refusals>;
  /** The cached operations, most recently used first. */
  used(): readonly WarmUpEntry[];
  /**
   * Analyzes and plans the operations of another store as far as they are valid here, one plan per step. Absent `plan`:
   * plans synchronously.
   */
  warmUp(used: readonly WarmUpEntry[], plan?: (slot: PlanSlot) => unknown): Generator<unknown, void>;
}

/** An operation to warm up, and the uses that its plans were made for. */
export interface WarmUpEntry {
  readonly text: string;
  readonly name: string | undefined;
  readonly plans: readonly PlanUse[];
}

interface CacheEntry extends Omit<WarmUpEntry, 'plans'> {
  readonly analysis: AnalyzedOperation;
  readonly plans: OperationPlans;
}

const MAX_DOCUMENTS = 1_000;
const MAX_OPERATIONS = 1_000;
/** Longer documents are not cached: padding must not fill the memory. */
const MAX_KEPT_LENGTH = 20_000;
const MAX_VARIABLE_ERRORS = 5;
/** Maximum number of operations planned before a swap; a plan takes milliseconds. */
const MAX_WARMED = 200;

/** Creates an empty store for one supergraph. */
export function createOperationStore(
  supergraph: Supergraph,
  rules: ReadingRules,
  policy: PolicyEvaluator,
): OperationStore {
  const documents = createBoundedCache<Result<DocumentNode, Refusals>>(MAX_DOCUMENTS);
  const operations = createBoundedCache<CacheEntry>(MAX_OPERATIONS);

  function documentOf(text: string): Result<DocumentNode, Refusals> {
    const found = documents.get(text);
    if (found !== undefined) return found;
    const read = readDocument(text, supergraph.apiSchema, rules);
    if (text.length <= MAX_KEPT_LENGTH) documents.set(text, read);
    return read;
  }

  function operationOf(text: string, name: string | undefined): Result<CacheEntry, Refusals> {
    const key = `${name ?? ''}\n${text}`;
    const found = operations.get(key);
    if (found !== undefined) return done(found);
    const document = documentOf(text);
    if (!document.ok) return document;
    const analysis = analyzeOperation(supergraph, document.value, name, rules);
    if (!analysis.ok) return analysis;
    const { operation, fragments } = analysis.value;
    const stored = {
      text,
      name,
      analysis: analysis.value,
      plans: createOperationPlans(analysis.value, conditionVariables(operation, fragments)),
    };
    if (text.length <= MAX_KEPT_LENGTH) operations.set(key, stored);
    return done(stored);
  }

  const store: OperationStore = {
    supergraph,
    isValid: (text) => documentOf(text).ok,
    analyze(request, caller, checked = 'all') {
      if (typeof request.query !== 'string' || request.query.trim() === '') {
        return refuse([fault('BAD_USER_INPUT', 'A request needs a `query`.')]);
      }
      const operation = operationOf(request.query, request.operationName || undefined);
      if (!operation.ok) return operation;
      const { analysis } = operation.value;
      const disclosure = disclosureOf(request.query, rules);
      const variables = coerce(analysis, request.variables ?? {}, disclosure);
      if (!variables.ok) return variables;
      const missing = analysis.requiredVariables.find((name) => variables.value[name] === null);
      if (missing !== undefined) return refuse([nullVariable(missing)]);
      const cost = costOf(analysis, variables.value, rules);
      if (!cost.ok) return cost;
      const { guards } = analysis.guarded;
      const counting = checked === 'all' ? guards : guards.filter(({ path }) => path.length === 1);
      const denials = denialsFor(counting, { caller, policy, variables: variables.value });
      const refused = denialsOfEmptyOperation(analysis, denials);
      if (refused !== null) return refuse(refused);
      const estimatedCost = rules.production ? null : cost.value;
      return done({
        operation: { analysis, request, variables: variables.value, denials, cost: cost.value, estimatedCost },
        slot: operation.value.plans.slotFor(denials, variables.value),
      });
    },
    prepare(request, caller, checked) {
      const analyzed = store.analyze(request, caller, checked);
      if (!analyzed.ok) return analyzed;
      const { operation, slot } = analyzed.value;
      const plan = planAtOnce(slot, rules);
      const prepareAgain: PrepareAgain = async (next, asker, rights) => store.prepare(next, asker.caller, rights);
      return plan.ok ? done({ ...operation, plan: plan.value, prepareAgain }) : plan;
    },
    used: () =>
      operations
        .values()
        .map(({ text, name, plans }) => ({ text, name, plans: plans.uses() }))
        .reverse()
        .slice(0, MAX_WARMED),
    *warmUp(used, plan = (slot) => planAtOnce(slot, rules)) {
      for (const { text, name, plans: uses } of used) {
        for (const use of uses) {
          let planned: unknown;
          try {
            const operation = operationOf(text, name);
            if (operation.ok) planned = plan(operation.value.plans.slotForUse(use));
          } catch {
            // The error is reported when a client sends the operation.
          }
          yield planned;
        }
      }
    },
  };
  return store;
}

function coerce(
  { supergraph, operation, literals }: AnalyzedOperation,
  given: Readonly<Record<string, unknown>>,
  rules: DisclosureRules,
): Result<Readonly<Record<string, unknown>>, Refusals> {
  if (!isRecord(given)) return refuse([fault('BAD_USER_INPUT', '`variables` must be an object.')]);
  const invalid = findInvalidValue(given);
  if (invalid !== null) return refuse([invalid === 'depth' ? tooLarge('depth', rules) : nullCharacter()]);
  const names = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  // graphql-js would lose its value, in the gateway and in subgraphs.
  if (names.includes('__proto__')) return refuse([fault('BAD_USER_INPUT', 'A variable cannot be called `__proto__`.')]);
  const read = coerceVariables(supergraph.apiSchema, operation, given, { maxErrors: MAX_VARIABLE_ERRORS });
  if (read.errors !== undefined) return refuse(invalidAll(read.errors, rules));
  // Without a prototype: a variable that is not given may be called `constructor`.
  return done(Object.assign(Object.create(null), read.coerced, literals.values));
}

/** Checks the cost before planning: operations that are too expensive are not planned. */
function costOf(
  { cost: count }: AnalyzedOperation,
  variables: Readonly<Record<string, unknown>>,
  rules: ReadingRules,
): Result<number | null, Refusals> {
  if (!rules.limits) return done(null);
  const { cost, unsliced: field } = count(variables);
  if (field !== null) return refuse([unsliced(field, rules)]);
  return cost > MAX_COST ? refuse([tooExpensive(cost, rules)]) : done(cost);
}

/** The errors when every root field is denied; null when something is left to execute. */
function denialsOfEmptyOperation({ kind, guarded }: AnalyzedOperation, denials: readonly Denial[]): Refusals | null {
  const atRoot = denials.filter(({ guard }) => guard.path.length === 1);
  if (atRoot.length === 0 || atRoot.length < guarded.rootFields) return null;
  // A root field that is only forbidden becomes null with an error (200); a stream cannot be null.
  if (kind !== 'subscription' && atRoot.every(({ code }) => code !== 'UNAUTHENTICATED')) return null;
  return atRoot.map((denial) => denialError(denial, denial.guard.path));
}
