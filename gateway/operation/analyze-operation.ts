import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import { done, type Result, refuse } from '../../runtime/operations/result.ts';
import { usedFragments } from '../graphql/used-fragments.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Denial } from './access-check.ts';
import { type GuardedOperation, guardsOf } from './access-guards.ts';
import { type CostCounter, createCostCounter } from './cost-counter.ts';
import { createDataKeys, type DataKeys } from './data-keys.ts';
import type { DisclosureRules } from './disclosure-rules.ts';
import { createExactLiterals, type ExactLiterals } from './exact-literals.ts';
import { withDecidableConditions } from './interface-conditions.ts';
import { makeResumable, type ResumePoint } from './make-resumable.ts';
import type { Refusals } from './refusals.ts';
import { requiredVariables } from './required-variables.ts';
import { settleConditions } from './settle-conditions.ts';
import { withoutSelections } from './without-selections.ts';

/** Limits of what an error repeats: the number of operation names, and the length of an unknown name. */
const MAX_LISTED_NAMES = 10;
const MAX_QUOTED_LENGTH = 100;

/** One operation of a valid document, independent of the caller. */
export interface AnalyzedOperation {
  readonly supergraph: Supergraph;
  readonly kind: OperationTypeNode;
  /** The client's operation, which determines the shape of the response. */
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly guarded: GuardedOperation;
  /** Variables that must not be null because directives use them. */
  readonly requiredVariables: readonly string[];
  readonly cost: CostCounter;
  /** Null unless it is a durable subscription. */
  readonly resume: ResumePoint | null;
  /** The operation with additions for resuming. */
  readonly plannedDocument: DocumentNode;
  /** The keys under which its fields are fetched. */
  readonly keys: DataKeys;
  /** Literals that are planned as variables. */
  readonly literals: ExactLiterals;
}

/** Selects the operation that a request names, and analyzes it. */
export function analyzeOperation(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
  disclosure: DisclosureRules,
): Result<AnalyzedOperation, Refusals> {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation, ...others] =
    operationName === undefined ? operations : operations.filter(({ name }) => name?.value === operationName);
  if (operation === undefined) {
    return refuse([
      fault(
        'BAD_USER_INPUT',
        operationName === undefined
          ? 'The document has no operation.'
          : unknownName(document, operationName, disclosure),
      ),
    ]);
  }
  if (others.length > 0) return refuse([fault('BAD_USER_INPUT', 'Name the operation: the document has several.')]);
  if (!supergraph.apiSchema.getRootType(operation.operation)) {
    return refuse([fault('BAD_USER_INPUT', `The schema has no ${operation.operation}.`)]);
  }

  const fragments = usedFragments(operation, document.definitions);
  const required = requiredVariables(supergraph.apiSchema, operation, fragments);
  const resume = makeResumable(supergraph.apiSchema, operation, fragments);
  const plannedDocument: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [resume?.operation ?? operation, ...Object.values(fragments)],
  };
  return done({
    supergraph,
    kind: operation.operation,
    operation,
    fragments,
    guarded: guardsOf(
      supergraph.apiSchema,
      { access: supergraph.access, variables: required.ofFields },
      operation,
      fragments,
    ),
    requiredVariables: required.ofDirectives,
    cost: createCostCounter({ schema: supergraph.apiSchema, rules: supergraph.costs, operation, fragments }),
    resume,
    plannedDocument,
    keys: createDataKeys(supergraph.apiSchema, supergraph.fieldSets, plannedDocument),
    literals: createExactLiterals(supergraph.apiSchema, plannedDocument),
  });
}

/** The message for an unknown operation name; in production it repeats nothing of the document. */
function unknownName(document: DocumentNode, given: string, { production }: DisclosureRules): string {
  if (production) return 'Unknown operation name.';
  const names = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? [node.name === undefined ? 'one without a name' : `"${node.name.value}"`]
      : [],
  );
  const listed = names.length === 0 ? 'no operation' : names.slice(0, MAX_LISTED_NAMES).join(', ');
  return `Unknown operation name "${given.slice(0, MAX_QUOTED_LENGTH)}": the document has ${listed}.`;
}

/**
 * The document to plan: without denied selections, and with conditions evaluated.
 *
 * @throws a fault when a condition is null.
 */
export function documentToPlan(
  analysis: AnalyzedOperation,
  denials: readonly Denial[],
  variables: Readonly<Record<string, unknown>>,
): DocumentNode {
  const denied = new Set<FieldNode>(denials.map(({ guard }) => guard.node));
  const document = withoutSelections(analysis.plannedDocument, denied);
  const settled = analysis.literals.applyTo(analysis.keys.applyTo(settleConditions(document, variables)));
  return withDecidableConditions(settled, analysis.supergraph.apiSchema, analysis.supergraph.isBlindCondition);
}
