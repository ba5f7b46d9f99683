import { type ConstDirectiveNode, type DocumentNode, Kind, type TypeDefinitionNode } from 'graphql';

/**
 * Coordinates of the fields whose values are the same for everybody, as the supergraph's subgraphs declare them with
 * `@cacheControl(scope: PUBLIC)` on the field or on the type that has it. The directive reaches a supergraph by
 * `@composeDirective`. https://www.apollographql.com/docs/apollo-server/performance/caching
 */
export function publicFieldsOf(supergraph: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const definition of supergraph.definitions) {
    if (!isTypeWithFields(definition)) continue;
    const isTypePublic = definition.directives?.some(isPublicScope) === true;
    for (const field of definition.fields ?? [])
      if (isTypePublic || field.directives?.some(isPublicScope) === true)
        found.add(`${definition.name.value}.${field.name.value}`);
  }
  return found;
}

type TypeWithFields = Extract<TypeDefinitionNode, { fields?: unknown; interfaces?: unknown }>;

const isTypeWithFields = (definition: DocumentNode['definitions'][number]): definition is TypeWithFields =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;

function isPublicScope({ name, arguments: given }: ConstDirectiveNode): boolean {
  if (name.value !== 'cacheControl') return false;
  const scope = given?.find((argument) => argument.name.value === 'scope')?.value;
  return scope?.kind === Kind.ENUM && scope.value === 'PUBLIC';
}
