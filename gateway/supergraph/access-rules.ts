import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type ValueNode,
} from 'graphql';
import type { AccessDirectives } from './access-directives.ts';

/** A requirement for a field: being signed in, or all scopes or policies of one group. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'requiresScopes' | 'policy'; readonly anyOf: readonly (readonly string[])[] };

/** The requirements to select `field` on `parent`, including those implied by types and interfaces. */
export type AccessRules = (parent: GraphQLNamedType, field: string) => readonly Requirement[];

/** Declared requirements by coordinate: `Type` or `Type.field`. */
export type DeclaredRequirements = ReadonlyMap<string, readonly Requirement[]>;

/** Reads the access rules of a full supergraph for the types of its API schema. */
export function readAccessRules(
  supergraph: DocumentNode,
  directives: AccessDirectives,
  schema: GraphQLSchema,
): AccessRules {
  if (directives.size === 0) return () => [];
  const declared = declaredRequirements(supergraph, directives);
  const cache = new Map<string, readonly Requirement[]>();
  return (parent, field) => {
    const coordinate = `${parent.name}.${field}`;
    const found = cache.get(coordinate) ?? distinct(requirementsOf(schema, declared, parent, field));
    cache.set(coordinate, found);
    return found;
  };
}

/** The requirements declared in a full supergraph, without implied ones. */
export function declaredRequirements(supergraph: DocumentNode, directives: AccessDirectives): DeclaredRequirements {
  const rules = new Map<string, readonly Requirement[]>();
  const add = (coordinate: string, applied: readonly ConstDirectiveNode[] | undefined): void => {
    const found = (applied ?? []).flatMap((directive) => requirement(directive, directives));
    if (found.length > 0) rules.set(coordinate, [...(rules.get(coordinate) ?? []), ...found]);
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const name = definition.name.value;
    if ('directives' in definition) add(name, constant(definition.directives));
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) add(`${name}.${field.name.value}`, field.directives);
  }
  return rules;
}

function requirement(directive: ConstDirectiveNode, directives: AccessDirectives): Requirement[] {
  const kind = directives.get(directive.name.value);
  if (kind === undefined) return [];
  if (kind === 'authenticated') return [{ kind }];
  // A malformed rule has no group, so it denies access.
  return [{ kind, anyOf: groups(directive.arguments?.[0]?.value) }];
}

function groups(value: ValueNode | undefined): string[][] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.map((group) =>
    group.kind === Kind.LIST ? group.values.map((name) => (name.kind === Kind.STRING ? name.value : '')) : [''],
  );
}

/**
 * A field inherits the requirements of its own type and of its parent type, since objects can be reached through root
 * fields and fragments. On an interface it has the requirements of every implementation, since the object type is unknown
 * before execution.
 */
function requirementsOf(
  schema: GraphQLSchema,
  rules: DeclaredRequirements,
  parent: GraphQLNamedType,
  field: string,
): Requirement[] {
  const of = (coordinate: string): readonly Requirement[] => rules.get(coordinate) ?? [];
  if (field === '__typename') return [...of(parent.name)];
  const holders = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
  return [
    ...holders.flatMap((holder) => [...of(holder.name), ...of(`${holder.name}.${field}`)]),
    ...(definition === undefined ? [] : of(getNamedType(definition.type).name)),
  ];
}

const distinct = (requirements: readonly Requirement[]): readonly Requirement[] => [
  ...new Map(requirements.map((each) => [JSON.stringify(each), each])).values(),
];

function constant(directives: readonly unknown[] | undefined): readonly ConstDirectiveNode[] {
  // Directives on definitions are constant by grammar; executable definitions do not occur in a supergraph.
  return (directives ?? []) as readonly ConstDirectiveNode[];
}
