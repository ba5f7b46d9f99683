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

/** What a caller needs for a field: to be signed in, or all members of one of the groups. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'requiresScopes' | 'policy'; readonly anyOf: readonly (readonly string[])[] };

/** Answers what a caller needs to select `field` on `parent`, everything that the type system implies included. */
export type AccessRules = (parent: GraphQLNamedType, field: string) => readonly Requirement[];

/** Requirements by the coordinate that they are written at: `Type` or `Type.field`. */
export type DeclaredRequirements = ReadonlyMap<string, readonly Requirement[]>;

/** Reads the rules of a full supergraph, to be looked up for the types of its API schema. */
export function readAccessRules(
  supergraph: DocumentNode,
  directives: AccessDirectives,
  schema: GraphQLSchema,
): AccessRules {
  if (directives.size === 0) return () => [];
  const declared = declaredRequirements(supergraph, directives);
  const known = new Map<string, readonly Requirement[]>();
  return (parent, field) => {
    const coordinate = `${parent.name}.${field}`;
    const found = known.get(coordinate) ?? distinct(requirementsOf(schema, declared, parent, field));
    known.set(coordinate, found);
    return found;
  };
}

/** The requirements as a full supergraph writes them down, without what the type system implies. */
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
  // A rule that cannot be read has no group, so it denies.
  return [{ kind, anyOf: groups(directive.arguments?.[0]?.value) }];
}

function groups(value: ValueNode | undefined): string[][] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.map((group) =>
    group.kind === Kind.LIST ? group.values.map((name) => (name.kind === Kind.STRING ? name.value : '')) : [''],
  );
}

/**
 * A field needs what it says itself, what its type says, and what the object that holds it says: roots and fragments
 * reach objects by other ways than a field. On an interface it needs what each implementation would: which one comes
 * back is not known before.
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
