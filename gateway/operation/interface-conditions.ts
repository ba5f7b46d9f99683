import {
  type DocumentNode,
  doTypesOverlap,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLAbstractType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { filledSet } from '../graphql/filled-set.ts';
import { usedFragments, withUsedFragments } from '../graphql/used-fragments.ts';
import type { IsBlindCondition } from '../supergraph/blind-conditions.ts';

/**
 * Replaces type conditions that some subgraph cannot decide by conditions on object types, or removes them where they
 * always hold: the planner fails on them (seen with 2.14.4).
 */
export function withDecidableConditions(
  document: DocumentNode,
  schema: GraphQLSchema,
  isBlind: IsBlindCondition | null,
): DocumentNode {
  if (isBlind === null) return document;
  const [operation] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  if (operation === undefined || !root) return document;
  const rewrite = createRewrite(schema, usedFragments(operation, document.definitions), isBlind);
  const definitions = document.definitions.map((node) => {
    const isFragment = node.kind === Kind.FRAGMENT_DEFINITION;
    if (!isFragment && node.kind !== Kind.OPERATION_DEFINITION) return node;
    const type = isFragment ? schema.getType(node.typeCondition.name.value) : root;
    return type === undefined ? node : { ...node, selectionSet: filledSet(rewrite(node.selectionSet, type)) };
  });
  return withUsedFragments({ ...document, definitions });
}

type Rewrite = (set: SelectionSetNode, parent: GraphQLNamedType) => SelectionSetNode;

function createRewrite(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  isBlind: IsBlindCondition,
): Rewrite {
  const rewrite: Rewrite = (set, parent) => ({
    ...set,
    selections: set.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? rewriteField(selection, parent) : rewriteFragment(selection, parent),
    ),
  });

  function rewriteField(node: FieldNode, parent: GraphQLNamedType): FieldNode {
    const holder = isObjectType(parent) || isInterfaceType(parent) ? parent : undefined;
    const type = holder?.getFields()[node.name.value]?.type;
    if (node.selectionSet === undefined || type === undefined) return node;
    return { ...node, selectionSet: filledSet(rewrite(node.selectionSet, getNamedType(type))) };
  }

  function rewriteFragment(
    node: FragmentSpreadNode | InlineFragmentNode,
    parent: GraphQLNamedType,
  ): readonly SelectionNode[] {
    const target = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
    if (target === undefined) return [node];
    const condition = (target.typeCondition && schema.getType(target.typeCondition.name.value)) ?? parent;
    if (!isCompositeType(condition) || !isCompositeType(parent)) return [node];
    // The parent may have fewer possible types now.
    if (!doTypesOverlap(schema, condition, parent)) return [];
    const isKept = isObjectType(parent) ? isObjectType(condition) : !isBlind(condition.name, parent.name);
    if (isKept || !isAbstractType(condition)) {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
      return nonEmpty([{ ...node, selectionSet: rewrite(node.selectionSet, condition) }]);
    }
    const directives = [...(node.directives ?? []), ...(target === node ? [] : (target.directives ?? []))];
    return nonEmpty(
      decidableTypes(schema, parent, condition).map((type) => ({
        kind: Kind.INLINE_FRAGMENT,
        ...(type !== parent && { typeCondition: named(type) }),
        directives,
        selectionSet: rewrite(target.selectionSet, type),
      })),
    );
  }
  return rewrite;
}

const nonEmpty = (nodes: readonly InlineFragmentNode[]): readonly InlineFragmentNode[] =>
  nodes.filter(({ selectionSet }) => selectionSet.selections.length > 0);

const named = ({ name }: GraphQLNamedType): NamedTypeNode => ({
  kind: Kind.NAMED_TYPE,
  name: { kind: Kind.NAME, value: name },
});

/** The types that replace a condition: the parent type when the condition always holds, otherwise object types. */
function decidableTypes(
  schema: GraphQLSchema,
  parent: GraphQLNamedType,
  condition: GraphQLAbstractType,
): readonly GraphQLNamedType[] {
  if ((isInterfaceType(parent) || isObjectType(parent)) && schema.isSubType(condition, parent)) return [parent];
  return isAbstractType(parent)
    ? schema.getPossibleTypes(parent).filter((type) => schema.isSubType(condition, type))
    : [];
}
