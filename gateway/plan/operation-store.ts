import { types } from 'node:util';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { Caller } from '../../runtime/caller.ts';
import { fault, isFault } from '../../runtime/faults.ts';
import { done, type Result, refuse } from '../../runtime/result.ts';
import { conditionKey, conditionVariables } from '../execute/compile/conditions.ts';
import { isRecord } from '../execute/own-field.ts';
import { type Denial, denialsFor, type PolicyEvaluator } from '../limits/access-check.ts';
import type { AccessGuard } from '../limits/access-guards.ts';
import { troubleIn } from '../limits/null-character.ts';
import { MAX_COST } from '../limits/operation-cost.ts';
import type { OperationRequest } from '../pipeline.ts';
import type { Supergraph } from '../supergraph.ts';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { coerceVariables } from './coerce-variables.ts';
import { type DisclosureRules, disclosureOf } from './disclosure-rules.ts';
import { type KnownOperation, planOperation, selectOperation } from './prepare-operation.ts';
import { type ReadingRules, type Refusals, readDocument } from './read-document.ts';
import { invalidAll, nullCharacter, tooDear, tooLarge, unsliced } from './refusals.ts';

/** An operation that may be executed now, for one caller. */
export interface PreparedOperation {
  readonly known: KnownOperation;
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
  readonly toldCost: number | null;
}

/** Documents, operations and plans of one supergraph, each made once. */
export interface OperationStore {
  readonly supergraph: Supergraph;
  /** Whether a document may be executed by somebody. */
  isValid(text: string): boolean;
  prepare(request: OperationRequest, caller: Caller): Result<PreparedOperation, Refusals>;
  /** What was prepared last and most often is asked for again: newest first. */
  used(): readonly UsedOperation[];
  /** Reads and plans what another supergraph's store has used, as far as it is valid here; an operation a step. */
  warmUp(used: readonly UsedOperation[]): Generator<void, void>;
}

/** What a plan was made for. */
interface PlanUse {
  /** The guarded places that it leaves out. */
  readonly left: readonly string[];
  /** The variables that decide conditions. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

interface StoredPlan extends PlanUse {
  readonly plan: QueryPlan;
}

/** An operation without its variables, and what plans were made for. */
export interface UsedOperation {
  readonly text: string;
  readonly name: string | undefined;
  readonly plans: readonly PlanUse[];
}

interface StoredOperation extends Omit<UsedOperation, 'plans'> {
  readonly known: KnownOperation;
  /** Variables that decide conditions. */
  readonly conditions: readonly string[];
  readonly plans: BoundedCache<StoredPlan>;
}

const MAX_DOCUMENTS = 1_000;
const MAX_OPERATIONS = 1_000;
/** Longer texts are read each time: padding must not fill the memory. */
const MAX_KEPT_LENGTH = 20_000;
/** Callers with different rights leave out different fields of one operation, and so do conditions. */
const MAX_PLANS_PER_OPERATION = 50;
const MAX_VARIABLE_ERRORS = 5;
/** Operations that are planned before another supergraph is served; a plan takes milliseconds. */
const MAX_WARMED = 200;

/** Makes an empty store; everything in it is forgotten with its supergraph. */
export function createOperationStore(
  supergraph: Supergraph,
  rules: ReadingRules,
  policy: PolicyEvaluator,
): OperationStore {
  const documents = createBoundedCache<Result<DocumentNode, Refusals>>(MAX_DOCUMENTS);
  const operations = createBoundedCache<StoredOperation>(MAX_OPERATIONS);

  function documentOf(text: string): Result<DocumentNode, Refusals> {
    const found = documents.get(text);
    if (found !== undefined) return found;
    const read = readDocument(text, supergraph.apiSchema, rules);
    if (text.length <= MAX_KEPT_LENGTH) documents.set(text, read);
    return read;
  }

  function operationOf(text: string, name: string | undefined): Result<StoredOperation, Refusals> {
    const key = `${name ?? ''}\n${text}`;
    const found = operations.get(key);
    if (found !== undefined) return done(found);
    const document = documentOf(text);
    if (!document.ok) return document;
    const known = selectOperation(supergraph, document.value, name, rules);
    if (!known.ok) return known;
    const { operation, fragments } = known.value;
    const stored = {
      text,
      name,
      known: known.value,
      conditions: conditionVariables(operation, fragments),
      plans: createBoundedCache<StoredPlan>(MAX_PLANS_PER_OPERATION),
    };
    if (text.length <= MAX_KEPT_LENGTH) operations.set(key, stored);
    return done(stored);
  }

  return {
    supergraph,
    isValid: (text) => documentOf(text).ok,
    prepare(request, caller) {
      if (typeof request.query !== 'string' || request.query.trim() === '') {
        return refuse([fault('BAD_USER_INPUT', 'A request needs a `query`.')]);
      }
      const operation = operationOf(request.query, request.operationName || undefined);
      if (!operation.ok) return operation;
      const { known } = operation.value;
      const disclosure = disclosureOf(request.query, rules);
      const variables = coerce(known, request.variables ?? {}, disclosure);
      if (!variables.ok) return variables;
      const cost = priceOf(known, variables.value, rules);
      if (!cost.ok) return cost;
      const denials = denialsFor(known.guarded.guards, caller, policy);
      const refused = wholeRefusal(known, denials);
      if (refused !== null) return refuse(refused);
      const plan = planFor(operation.value, denials, variables.value, rules);
      if (!plan.ok) return plan;
      return done({
        known,
        request,
        plan: plan.value,
        variables: variables.value,
        denials,
        cost: cost.value,
        toldCost: rules.production ? null : cost.value,
      });
    },
    used: () =>
      operations
        .values()
        .map(({ text, name, plans }) => ({ text, name, plans: plans.values() }))
        .reverse()
        .slice(0, MAX_WARMED),
    *warmUp(used) {
      for (const { text, name, plans } of used) {
        try {
          const operation = operationOf(text, name);
          if (operation.ok) for (const use of plans) warmPlan(operation.value, use, rules);
        } catch {
          // Told to whoever asks for it.
        }
        yield;
      }
    },
  };
}

function coerce(
  { supergraph, operation, literals }: KnownOperation,
  given: Readonly<Record<string, unknown>>,
  rules: DisclosureRules,
): Result<Readonly<Record<string, unknown>>, Refusals> {
  if (!isRecord(given)) return refuse([fault('BAD_USER_INPUT', '`variables` must be an object.')]);
  const trouble = troubleIn(given);
  if (trouble !== null) return refuse([trouble === 'depth' ? tooLarge('depth', rules) : nullCharacter()]);
  const names = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  // graphql-js would lose its value, here and in subgraphs.
  if (names.includes('__proto__')) return refuse([fault('BAD_USER_INPUT', 'A variable cannot be called `__proto__`.')]);
  const read = coerceVariables(supergraph.apiSchema, operation, given, { maxErrors: MAX_VARIABLE_ERRORS });
  if (read.errors !== undefined) return refuse(invalidAll(read.errors, rules));
  // Without a prototype: a variable that is not given may be called `constructor`.
  return done(Object.assign(Object.create(null), read.coerced, literals.values));
}

/** Before planning: what is too dear is not even planned. */
function priceOf(
  { cost: count }: KnownOperation,
  variables: Readonly<Record<string, unknown>>,
  rules: ReadingRules,
): Result<number | null, Refusals> {
  if (!rules.limits) return done(null);
  const { cost, unsliced: field } = count(variables);
  if (field !== null) return refuse([unsliced(field, rules)]);
  return cost > MAX_COST ? refuse([tooDear(cost, rules)]) : done(cost);
}

/** The plan for the same use, as far as this supergraph guards the same. */
function warmPlan(operation: StoredOperation, { left, conditions }: PlanUse, rules: ReadingRules): void {
  const guards = operation.known.guarded.guards.filter((guard) => left.includes(placeOf(guard)));
  planFor(
    operation,
    guards.map((guard) => ({ guard, code: 'FORBIDDEN' as const })),
    conditions,
    rules,
  );
}

/** Not by path alone: two types may stand at one, each with a rule of its own. */
const placeOf = ({ node, path }: AccessGuard): string => `${path.join('.')} ${node.loc?.start}`;

/** The plan for what this caller may have, the way the conditions go. */
function planFor(
  { known, plans, conditions }: StoredOperation,
  denials: readonly Denial[],
  variables: Readonly<Record<string, unknown>>,
  rules: ReadingRules,
): Result<QueryPlan, Refusals> {
  const denied = denials.map(({ guard }) => known.guarded.guards.indexOf(guard));
  const key = `${conditionKey(conditions, variables)} ${denied.join()}`;
  const found = plans.get(key);
  if (found !== undefined) return done(found.plan);
  try {
    const plan = planOperation(known, denials, variables);
    const left = denials.map(({ guard }) => placeOf(guard));
    plans.set(key, { plan, left, conditions: Object.fromEntries(conditions.map((name) => [name, variables[name]])) });
    return done(plan);
  } catch (error) {
    if (error instanceof GraphQLError && isFault(error)) return refuse([error]);
    if (types.isNativeError(error) && error.message.startsWith('Too many options generated'))
      return refuse([tooLarge('ways', rules)]);
    throw error;
  }
}

/** The errors when nothing of the operation is left to execute, or null when it may go on. */
function wholeRefusal({ kind, guarded }: KnownOperation, denials: readonly Denial[]): Refusals | null {
  const atRoot = denials.filter(({ guard }) => guard.path.length === 1);
  if (atRoot.length === 0 || atRoot.length < guarded.rootFields) return null;
  // A field that only rights are missing for is null with an error (200); a stream has no such form.
  if (kind !== 'subscription' && atRoot.every(({ code }) => code === 'FORBIDDEN')) return null;
  return atRoot.map((denial) => denialError(denial, denial.guard.path));
}

/** The error that stands for a denied selection at a place of the answer. */
export function denialError({ code }: Denial, path: readonly (string | number)[]): GraphQLError {
  const message = code === 'UNAUTHENTICATED' ? 'Sign in to read this.' : 'You may not read this.';
  return new GraphQLError(message, { path, extensions: { code } });
}
