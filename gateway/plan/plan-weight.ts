import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Upper bound of a weight; counting stops there. */
const CEILING = 1e9;

/**
 * Estimates the work to plan a document: the number of selected objects with fragments inlined, each multiplied by the
 * number of possible types of its parent. The planner searches for ways to reach each of these.
 */
export function planWeight(schema: GraphQLSchema, document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const cache = new Map<string, number>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  const setWeight = (set: SelectionSetNode, parent: GraphQLNamedType | undefined): number => {
    let weight = 0;
    for (const selection of set.selections) weight += selectionWeight(selection, parent);
    return Math.min(CEILING, weight);
  };

  const spreadWeight = (name: string): number => {
    const found = cache.get(name);
    if (found !== undefined) return found;
    // Validation rejects cyclic fragments; if one gets here, it ends here.
    cache.set(name, 0);
    const fragment = fragments.get(name);
    const weight = fragment ? setWeight(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : 0;
    cache.set(name, weight);
    return weight;
  };

  const selectionWeight = (node: SelectionNode, parent: GraphQLNamedType | undefined): number => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return spreadWeight(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      return setWeight(node.selectionSet, condition === undefined ? parent : schema.getType(condition));
    }
    if (node.selectionSet === undefined || !parent || !(isObjectType(parent) || isInterfaceType(parent))) return 0;
    const type = getNamedType(parent.getFields()[node.name.value]?.type);
    if (!isCompositeType(type)) return 0;
    const ways = isAbstractType(parent) ? schema.getPossibleTypes(parent).length : 1;
    return Math.min(CEILING, ways * (1 + setWeight(node.selectionSet, type)));
  };

  let weight = 0;
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION)
      weight += setWeight(node.selectionSet, schema.getRootType(node.operation) ?? undefined);
  return Math.min(CEILING, weight);
}
