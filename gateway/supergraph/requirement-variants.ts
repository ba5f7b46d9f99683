import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  print,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql';
import { meaningOf } from '../graphql/field-meaning.ts';
import { selectionsOf, stringOf } from './supergraph-directives.ts';
import { type EntityNode, isEntityNode } from './unresolvable-keys.ts';

/** Required fields with their arguments, by their names for the planner. */
export type RequirementVariants = ReadonlyMap<string, Pick<FieldNode, 'kind' | 'name' | 'arguments'>>;

/**
 * Adds one field per variant to a supergraph, where a field is required with different arguments: the planner identifies
 * required fields by name and would fetch one variant for all. `withVariantsResolved` replaces the variants in plans.
 */
export function withRequirementVariants(supergraph: DocumentNode): {
  readonly document: DocumentNode;
  readonly variants: RequirementVariants;
} {
  const names = variantNames(supergraph);
  if (names.size === 0) return { document: supergraph, variants: new Map() };
  const owners = new Map<string, Set<string>>();
  const types = new Map(supergraph.definitions.filter(isEntityNode).map((node) => [node.name.value, node]));
  const replaced: DocumentNode = visit(supergraph, {
    Directive: (node) => (requiresOf(node) === undefined ? undefined : withVariantNames(node, names)),
  });
  for (const { node, type, variant } of requiredFields(types, names)) {
    const owner = owners.get(type) ?? new Set();
    owners.set(type, owner.add(variant));
    if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name, interfaces = [] } of types.values())
      if (interfaces.some((each) => each.name.value === type))
        owners.set(name.value, (owners.get(name.value) ?? new Set()).add(variant));
  }
  const variants = new Map([...names.values()].map(({ variant, field }) => [variant, field]));
  const leave = (node: EntityNode): EntityNode => ({
    ...node,
    fields: [...(node.fields ?? []), ...copies(node, [...(owners.get(node.name.value) ?? [])], variants)],
  });
  const document: DocumentNode = visit(replaced, {
    ObjectTypeDefinition: { leave },
    InterfaceTypeDefinition: { leave },
  });
  return { document, variants };
}

interface Variant {
  readonly variant: string;
  readonly field: FieldNode;
}

/** Variants by field and arguments, for fields that are required in several ways. */
type VariantNames = ReadonlyMap<string, Variant>;

const requiresOf = (node: DirectiveNode): string | undefined =>
  node.name.value === 'join__field' ? stringOf(node, 'requires') : undefined;

function variantNames(supergraph: DocumentNode): VariantNames {
  const byField = new Map<string, Map<string, FieldNode>>();
  const contextual = new Set<string>();
  for (const { name, directives = [] } of supergraph.definitions
    .filter(isEntityNode)
    .flatMap(({ fields = [] }) => fields)) {
    for (const directive of directives) {
      // Fields with contextual arguments are left unchanged.
      if (directive.arguments?.some((each) => each.name.value === 'contextArguments')) contextual.add(name.value);
      visit(selectionsOf(requiresOf(directive) ?? '__typename'), {
        Field(node) {
          const ways = byField.get(node.name.value) ?? new Map<string, FieldNode>();
          byField.set(node.name.value, ways.set(meaningOf(node), node));
        },
      });
    }
  }
  const several = [...byField].filter(([name, ways]) => ways.size > 1 && !contextual.has(name));
  const prefix = several.length === 0 ? '' : unusedPrefix(supergraph);
  return new Map(
    several
      .flatMap(([, ways]) => [...ways])
      .map(([meaning, { kind, name, arguments: given = [] }], at) => [
        meaning,
        { variant: `${prefix}${at}_${name.value}`, field: { kind, name, arguments: given } },
      ]),
  );
}

function unusedPrefix(supergraph: DocumentNode): string {
  let prefix = 'required';
  visit(supergraph, {
    Name: ({ value }) => {
      while (value.startsWith(prefix)) prefix += '_';
    },
  });
  return prefix;
}

function withVariantNames(directive: DirectiveNode, names: VariantNames): DirectiveNode {
  return {
    ...directive,
    arguments: (directive.arguments ?? []).map((argument) => {
      if (argument.name.value !== 'requires' || argument.value.kind !== Kind.STRING) return argument;
      const value = print(renamed(selectionsOf(argument.value.value), names))
        .slice(1, -1)
        .trim();
      return { ...argument, value: { ...argument.value, value, block: false } };
    }),
  };
}

const renamed = (set: SelectionSetNode, names: VariantNames): SelectionSetNode =>
  visit(set, {
    Field: {
      leave(node) {
        const found = names.get(meaningOf(node));
        if (found === undefined) return undefined;
        return { ...node, name: { kind: Kind.NAME, value: found.variant }, arguments: [] };
      },
    },
  });

/** Finds where fields with variants are required. */
function* requiredFields(
  types: ReadonlyMap<string, EntityNode>,
  names: VariantNames,
): Generator<{ readonly node: EntityNode; readonly type: string; readonly variant: string }> {
  function* walk(set: SelectionSetNode, node: EntityNode | undefined): ReturnType<typeof requiredFields> {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        yield* walk(selection.selectionSet, condition === undefined ? node : types.get(condition));
      }
      if (selection.kind !== Kind.FIELD || node === undefined) continue;
      const found = names.get(meaningOf(selection));
      if (found !== undefined) yield { node, type: node.name.value, variant: found.variant };
      const field = node.fields?.find(({ name }) => name.value === selection.name.value);
      if (selection.selectionSet !== undefined && field !== undefined)
        yield* walk(selection.selectionSet, types.get(namedType(field.type)));
    }
  }
  for (const node of types.values())
    for (const { directives = [] } of node.fields ?? [])
      for (const directive of directives) yield* walk(selectionsOf(requiresOf(directive) ?? '__typename'), node);
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

function copies(node: EntityNode, owned: readonly string[], variants: RequirementVariants): FieldDefinitionNode[] {
  return owned.flatMap((variant) => {
    const field = node.fields?.find(({ name }) => name.value === variants.get(variant)?.name.value);
    if (field === undefined) return [];
    const directives = (field.directives ?? []).filter(({ name }) => name.value === 'join__field');
    return [{ kind: field.kind, name: { kind: Kind.NAME, value: variant }, type: field.type, directives }];
  });
}
