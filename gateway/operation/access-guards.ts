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

/** A selected field with access requirements, or with variables that must not be null. */
export interface AccessGuard {
  readonly node: FieldNode;
  /** Response keys from the root, without list positions. */
  readonly path: readonly string[];
  readonly requirements: readonly Requirement[];
  /** Variables of which none may be null. */
  readonly variables: readonly string[];
  /** Number of trailing non-null keys of `path`: a null of the field propagates that far. */
  readonly required: number;
  /** Directives on the way, among them `@skip` and `@include`. */
  readonly conditions: readonly DirectiveNode[];
}

/** The guards of one operation, and the number of its root fields. */
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

interface Position {
  readonly parent: GraphQLNamedType;
  readonly path: readonly string[];
  readonly required: number;
  readonly conditions: readonly DirectiveNode[];
}

/** The rules that guards are derived from. */
export interface GuardRules {
  readonly access: AccessRules;
  readonly variables: RequiredVariables['ofFields'];
}

/** Finds every guarded selection of a valid operation, including those in fragments. */
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

/** Returns the number of fields that the set selects at its own level. */
function walkSelections(walk: Walk, set: SelectionSetNode, position: Position): number {
  let fields = 0;
  for (const selection of set.selections) fields += walkSelection(walk, selection, position);
  return fields;
}

function walkSelection(walk: Walk, selection: SelectionNode, position: Position): number {
  const conditions = [...position.conditions, ...(selection.directives ?? [])];
  if (selection.kind === Kind.FIELD) {
    walkField(walk, selection, { ...position, conditions });
    return 1;
  }
  const target = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments[selection.name.value] : selection;
  if (target === undefined) return 0;
  const parent = target.typeCondition ? walk.schema.getType(target.typeCondition.name.value) : position.parent;
  return parent ? walkSelections(walk, target.selectionSet, { ...position, parent, conditions }) : 0;
}

function walkField(walk: Walk, node: FieldNode, position: Position): void {
  const { parent, conditions } = position;
  const path = [...position.path, node.alias?.value ?? node.name.value];
  const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value]?.type : undefined;
  const isRequired = isNonNullType(type) || node.name.value === '__schema';
  const required = isRequired ? position.required + 1 : 0;
  const requirements = walk.rules(parent, node.name.value);
  const variables = walk.variables.get(node) ?? [];
  if (requirements.length > 0 || variables.length > 0)
    walk.guards.push({ node, path, requirements, variables, required, conditions });
  if (node.selectionSet === undefined || type === undefined) return;
  walkSelections(walk, node.selectionSet, { parent: getNamedType(type), path, required, conditions });
}
