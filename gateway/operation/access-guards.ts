import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules, Requirement } from '../supergraph/access-rules.ts';
import type { RequiredVariables } from './required-variables.ts';

/** One place in an answer that a rule stands before, or that cannot be computed from every variable. */
export interface AccessGuard {
  readonly node: FieldNode;
  /** Response keys from the root; positions in lists are not known yet. */
  readonly path: readonly string[];
  readonly requirements: readonly Requirement[];
  /** Variables of which none may be null. */
  readonly variables: readonly string[];
  /** How many of the last keys of `path` must not be null: so far a null of the field goes. */
  readonly required: number;
  /** `@skip` and `@include` on the way. */
  readonly conditions: readonly DirectiveNode[];
}

/** The guards of one operation, and how many fields its root selects. */
export interface GuardedOperation {
  readonly guards: readonly AccessGuard[];
  readonly rootFields: number;
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: RequiredVariables['ofFields'];
  readonly guards: AccessGuard[];
}

interface Place {
  readonly parent: GraphQLNamedType;
  readonly path: readonly string[];
  readonly required: number;
  readonly conditions: readonly DirectiveNode[];
}

/** What stands before the selections of an operation. */
export interface GuardRules {
  readonly access: AccessRules;
  readonly variables: RequiredVariables['ofFields'];
}

/** Finds every selection of a valid operation that something stands before, through fragments of all kinds. */
export function guardsOf(
  schema: GraphQLSchema,
  { access: rules, variables }: GuardRules,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): GuardedOperation {
  const parent = schema.getRootType(operation.operation);
  if (!parent) return { guards: [], rootFields: 0 };
  const walk: Walk = { schema, rules, variables, fragments, guards: [] };
  return {
    rootFields: walkSelections(walk, operation.selectionSet, { parent, path: [], required: 0, conditions: [] }),
    guards: walk.guards,
  };
}

/** Answers how many fields the set selects at its own level. */
function walkSelections(walk: Walk, set: SelectionSetNode, place: Place): number {
  let fields = 0;
  for (const selection of set.selections) fields += walkSelection(walk, selection, place);
  return fields;
}

function walkSelection(walk: Walk, selection: SelectionNode, place: Place): number {
  const conditions = [...place.conditions, ...(selection.directives ?? [])];
  if (selection.kind === Kind.FIELD) {
    walkField(walk, selection, { ...place, conditions });
    return 1;
  }
  const target = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments[selection.name.value] : selection;
  if (target === undefined) return 0;
  const parent = target.typeCondition ? walk.schema.getType(target.typeCondition.name.value) : place.parent;
  return parent ? walkSelections(walk, target.selectionSet, { ...place, parent, conditions }) : 0;
}

function walkField(walk: Walk, node: FieldNode, place: Place): void {
  const { parent, conditions } = place;
  const path = [...place.path, node.alias?.value ?? node.name.value];
  const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value]?.type : undefined;
  const isRequired = isNonNullType(type) || node.name.value === '__schema';
  const required = isRequired ? place.required + 1 : 0;
  const requirements = walk.rules(parent, node.name.value);
  const variables = walk.variables.get(node) ?? [];
  if (requirements.length > 0 || variables.length > 0)
    walk.guards.push({ node, path, requirements, variables, required, conditions });
  if (node.selectionSet === undefined || type === undefined) return;
  walkSelections(walk, node.selectionSet, { parent: getNamedType(type), path, required, conditions });
}
