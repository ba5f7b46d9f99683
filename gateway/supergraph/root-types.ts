import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type NamedTypeNode,
  OperationTypeNode,
  visit,
} from 'graphql';

/** Maps unusual root type names to the usual ones; empty when all names are usual. */
export type RootTypeNames = ReadonlyMap<string, string>;

const USUAL = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
} as const;

/**
 * Finds root types with unusual names: the planner finds the root types of subgraphs only by their usual names.
 *
 * @throws when another type has the usual name of a root type.
 */
export function renamedRootTypes({ definitions }: DocumentNode): RootTypeNames {
  const names = new Map<string, string>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? [])
      if (type.name.value !== USUAL[operation]) names.set(type.name.value, USUAL[operation]);
  }
  for (const usual of names.values())
    if (definitions.some((definition) => isTypeNamed(definition, usual)))
      throw new Error(`the type \`${usual}\` is no root, which nothing else may be called`);
  return names;
}

const isTypeNamed = (definition: DefinitionNode, name: string): boolean =>
  'name' in definition && definition.kind !== Kind.DIRECTIVE_DEFINITION && definition.name?.value === name;

/** Renames the root types in a supergraph or an operation to the usual names. */
export function withRootTypes(document: DocumentNode, names: RootTypeNames): DocumentNode {
  if (names.size === 0) return document;
  const renamed = <Node extends { readonly name: { readonly kind: Kind.NAME; readonly value: string } }>(
    node: Node,
  ): Node | undefined => {
    const value = names.get(node.name.value);
    return value === undefined ? undefined : { ...node, name: { kind: Kind.NAME, value } };
  };
  return visit(document, {
    NamedType: { leave: (node: NamedTypeNode) => renamed(node) },
    ObjectTypeDefinition: { leave: (node) => renamed(node) },
    Directive: (node) => (node.name.value.startsWith('join__') ? withTypeNames(node, names) : undefined),
  });
}

/** Arguments of join directives that name a type in a string. */
const TYPE_ARGUMENTS = ['type', 'member'];

function withTypeNames(directive: DirectiveNode, names: RootTypeNames): DirectiveNode {
  return {
    ...directive,
    arguments: (directive.arguments ?? []).map((argument) => {
      const { value } = argument;
      if (value.kind !== Kind.STRING || !TYPE_ARGUMENTS.includes(argument.name.value)) return argument;
      const text = value.value.replaceAll(/\w+/g, (name) => names.get(name) ?? name);
      return { ...argument, value: { ...value, value: text } };
    }),
  };
}
