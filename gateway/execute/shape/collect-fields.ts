import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isSelected } from '../../operation/conditions.ts';

/** Context for collecting the fields of an operation. */
export interface ShapeScope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Values for `@skip` and `@include`. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The field nodes of one response key, in document order. */
export type FieldGroup = readonly FieldNode[];

/**
 * The fields that selection sets select of an object of one type, in response order.
 * https://spec.graphql.org/October2021/#CollectFields()
 */
export function collectFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLNamedType,
  scope: ShapeScope,
): ReadonlyMap<string, FieldGroup> {
  const groups = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (!isSelected(node.directives, scope.variables)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [node]);
        else group.push(node);
        continue;
      }
      const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
      if (isSpread && visited.has(node.name.value)) continue;
      if (isSpread) visited.add(node.name.value);
      const target = isSpread ? scope.fragments[node.name.value] : node;
      if (target !== undefined && applies(target.typeCondition?.name.value, type, scope.schema))
        collect(target.selectionSet);
    }
  };
  for (const set of sets) collect(set);
  return groups;
}

/** Whether the fields selected of an abstract type depend on the object type. */
export function dependsOnType(
  sets: readonly SelectionSetNode[],
  type: GraphQLAbstractType,
  scope: ShapeScope,
): boolean {
  const selected = [...collectFields(sets, type, scope).values()].flat();
  return scope.schema.getPossibleTypes(type).some((possible) => {
    const fields = [...collectFields(sets, possible, scope).values()].flat();
    return fields.length !== selected.length || fields.some((node, at) => node !== selected[at]);
  });
}

function applies(condition: string | undefined, type: GraphQLNamedType, schema: GraphQLSchema): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType = schema.getType(condition);
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  );
}
