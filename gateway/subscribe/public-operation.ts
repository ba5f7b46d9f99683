import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type TypeDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { KnownOperation } from '../operation/prepare-operation.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';

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

const answers = new WeakMap<KnownOperation, boolean>();

/**
 * Whether an operation answers everybody alike: nothing it selects is guarded, and either nobody is known to this
 * gateway (`isAuthOff`), or every field that it selects, of whatever subgraph, is declared public.
 */
export function isPublic({ known }: PreparedOperation, isAuthOff: boolean): boolean {
  if (known.guarded.guards.length > 0) return false;
  if (isAuthOff) return true;
  const answer = answers.get(known) ?? selectsPublicAlone(known);
  answers.set(known, answer);
  return answer;
}

function selectsPublicAlone({ supergraph, operation, fragments }: KnownOperation): boolean {
  const types = new TypeInfo(supergraph.apiSchema);
  let isAllPublic = true;
  const look = visitWithTypeInfo(types, {
    Field({ name }) {
      const coordinate = `${types.getParentType()?.name}.${name.value}`;
      if (name.value !== '__typename' && !supergraph.publicFields.has(coordinate)) isAllPublic = false;
    },
  });
  visit({ kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] }, look);
  return isAllPublic;
}

type TypeWithFields = Extract<TypeDefinitionNode, { fields?: unknown; interfaces?: unknown }>;

const isTypeWithFields = (definition: DocumentNode['definitions'][number]): definition is TypeWithFields =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;

function isPublicScope({ name, arguments: given }: ConstDirectiveNode): boolean {
  if (name.value !== 'cacheControl') return false;
  const scope = given?.find((argument) => argument.name.value === 'scope')?.value;
  return scope?.kind === Kind.ENUM && scope.value === 'PUBLIC';
}
