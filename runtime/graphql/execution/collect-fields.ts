import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { OperationScope } from './operation-scope.ts';

type SelectionScope = Pick<OperationScope, 'schema' | 'fragments' | 'conditions'>;

/**
 * The field nodes that selection sets select of an object type, by response key, in response order.
 * https://spec.graphql.org/October2021/#CollectFields()
 */
export function collectFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  { schema, fragments, conditions }: SelectionScope,
): ReadonlyMap<string, FieldNode[]> {
  const groups = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const applies = (condition: string | undefined): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = schema.getType(condition);
    return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
  };
  const collect = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (!isSelected(node, conditions)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [node]);
        else group.push(node);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (visited.has(node.name.value)) continue;
        visited.add(node.name.value);
      }
      const target = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
      if (target !== undefined && applies(target.typeCondition?.name.value)) collect(target.selectionSet);
    }
  };
  for (const set of sets) collect(set);
  return groups;
}

const isSelected = (node: SelectionNode, conditions: SelectionScope['conditions']): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, conditions)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.['if'] !== false;
