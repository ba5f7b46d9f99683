import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { AccessRules, Requirement } from './access-rules.ts';

/** One place in an answer that a rule stands before. */
export interface AccessGuard {
  readonly node: FieldNode;
  /** Response keys from the root; positions in lists are not known yet. */
  readonly path: readonly string[];
  readonly requirements: readonly Requirement[];
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
  readonly guards: AccessGuard[];
}

interface Place {
  readonly parent: GraphQLNamedType;
  readonly path: readonly string[];
  readonly conditions: readonly DirectiveNode[];
}

/** Finds every selection of a valid operation that a rule stands before, through fragments of all kinds. */
export function guardsOf(
  schema: GraphQLSchema,
  rules: AccessRules,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): GuardedOperation {
  const parent = schema.getRootType(operation.operation);
  if (!parent) return { guards: [], rootFields: 0 };
  const walk: Walk = { schema, rules, fragments, guards: [] };
  return {
    rootFields: walkSelections(walk, operation.selectionSet, { parent, path: [], conditions: [] }),
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
  return parent ? walkSelections(walk, target.selectionSet, { parent, path: place.path, conditions }) : 0;
}

function walkField(walk: Walk, node: FieldNode, place: Place): void {
  const path = [...place.path, node.alias?.value ?? node.name.value];
  const requirements = walk.rules(place.parent, node.name.value);
  if (requirements.length > 0) walk.guards.push({ node, path, requirements, conditions: place.conditions });
  if (node.selectionSet === undefined || !(isObjectType(place.parent) || isInterfaceType(place.parent))) return;
  const type = place.parent.getFields()[node.name.value]?.type;
  if (type) walkSelections(walk, node.selectionSet, { parent: getNamedType(type), path, conditions: place.conditions });
}

/**
 * The document without the given selections, for the planner alone: nothing of them is fetched. A set that would be
 * empty asks for `__typename`, so that the object around it still comes back.
 */
export function withoutSelections(document: DocumentNode, denied: ReadonlySet<FieldNode>): DocumentNode {
  return visit(document, {
    Field: (node) => (denied.has(node) ? null : undefined),
    SelectionSet: {
      leave: (node) =>
        node.selections.length > 0
          ? undefined
          : { ...node, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] },
    },
  });
}
