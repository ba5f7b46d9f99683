import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql';
import { booleanOf, enumOf, selectionsOf, stringOf } from './supergraph-directives.ts';

/** A type of a supergraph that may have keys. */
export type EntityNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Whether a definition is one of such a type. */
export const isEntityNode = (node: DefinitionNode): node is EntityNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/**
 * Removes keys with `resolvable: false`: where a field has requirements, the planner looks the object up by the first key
 * that the subgraph provides, resolvable or not (seen with 2.14.4). An interface object keeps its only key, since it must
 * have one.
 */
export function withoutUnresolvableKeys(supergraph: DocumentNode): DocumentNode {
  const types = typesOf(supergraph);
  const external = externalFields(types.values());
  const owned = new Set<string>();
  const leave = (node: EntityNode): EntityNode | undefined => {
    const dropped = (node.directives ?? []).filter((directive) => {
      if (!isUnresolvable(directive, node)) return false;
      const fields = keyFields(directive, node, types);
      // `@external` key fields of a type extension are provided as long as they are in a key; elsewhere they are not.
      const isExtension = booleanOf(directive, 'extension') === true;
      if (isExtension) for (const field of fields) owned.add(field);
      return isExtension || !fields.some((field) => external.has(field));
    });
    if (dropped.length === 0) return undefined;
    const directives: ConstDirectiveNode[] = [];
    for (const directive of node.directives ?? []) {
      if (!dropped.includes(directive)) directives.push(directive);
      else if (![...directives, ...resolvableKeys(directive, node)].some((other) => isSameGraph(directive, other)))
        directives.push(withoutArguments(directive, ['key', 'resolvable']));
    }
    return { ...node, directives };
  };
  const stripped: DocumentNode = {
    ...supergraph,
    definitions: supergraph.definitions.map((node) => (isEntityNode(node) ? leave(node) : undefined) ?? node),
  };
  return owned.size === 0 ? stripped : withOwnFields(stripped, owned);
}

const isTypeOfGraph = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__type';

const isSameGraph = (one: ConstDirectiveNode, other: ConstDirectiveNode): boolean =>
  isTypeOfGraph(other) && enumOf(one, 'graph') === enumOf(other, 'graph');

/** The resolvable keys of the same type and subgraph. */
const resolvableKeys = (
  directive: ConstDirectiveNode,
  { directives = [] }: EntityNode,
): readonly ConstDirectiveNode[] =>
  directives.filter((other) => isSameGraph(directive, other) && booleanOf(other, 'resolvable') !== false);

function isUnresolvable(directive: ConstDirectiveNode, node: EntityNode): boolean {
  if (!isTypeOfGraph(directive) || booleanOf(directive, 'resolvable') !== false) return false;
  return booleanOf(directive, 'isInterfaceObject') !== true || resolvableKeys(directive, node).length > 0;
}

const withoutArguments = (directive: ConstDirectiveNode, names: readonly string[]): ConstDirectiveNode => ({
  ...directive,
  arguments: (directive.arguments ?? []).filter(({ name }) => !names.includes(name.value)),
});

/** The fields of a key, each with its subgraph. */
function keyFields(
  directive: ConstDirectiveNode,
  node: EntityNode,
  types: ReadonlyMap<string, EntityNode>,
): readonly string[] {
  const found: string[] = [];
  const walk = (set: SelectionSetNode, type: EntityNode): void => {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) continue;
      const field = type.fields?.find(({ name }) => name.value === selection.name.value);
      found.push(fieldKey(directive, type, selection.name.value));
      const below = field === undefined ? undefined : types.get(namedType(field.type));
      if (selection.selectionSet !== undefined && below !== undefined) walk(selection.selectionSet, below);
    }
  };
  walk(selectionsOf(stringOf(directive, 'key') ?? ''), node);
  return found;
}

/** Identifies a field of a type in the subgraph of a directive. */
const fieldKey = (directive: ConstDirectiveNode, { name }: EntityNode, field: string): string =>
  `${enumOf(directive, 'graph')} ${name.value}.${field}`;

function externalFields(types: Iterable<EntityNode>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const type of types)
    for (const { name, directives = [] } of type.fields ?? [])
      for (const directive of directives)
        if (booleanOf(directive, 'external') === true) found.add(fieldKey(directive, type, name.value));
  return found;
}

function withOwnFields(supergraph: DocumentNode, owned: ReadonlySet<string>): DocumentNode {
  const leave = (node: EntityNode): EntityNode => ({
    ...node,
    fields: (node.fields ?? []).map((field) => ({
      ...field,
      directives: (field.directives ?? []).map((directive) =>
        owned.has(fieldKey(directive, node, field.name.value)) ? withoutArguments(directive, ['external']) : directive,
      ),
    })),
  });
  return visit(supergraph, { ObjectTypeDefinition: { leave }, InterfaceTypeDefinition: { leave } });
}

const typesOf = ({ definitions }: DocumentNode): ReadonlyMap<string, EntityNode> =>
  new Map(definitions.filter(isEntityNode).map((node) => [node.name.value, node]));

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
