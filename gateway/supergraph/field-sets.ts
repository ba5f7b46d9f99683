import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';
import type { RequirementVariants } from './requirement-variants.ts';
import { enumOf, selectionsOf, stringOf } from './supergraph-directives.ts';

/** The keys, requirements and contexts of a supergraph. */
export interface FieldSets {
  /** Field names in keys, requirements and contexts: plans select these fields under these names. */
  readonly names: ReadonlySet<string>;
  /** Those of `names` that are selected with arguments somewhere. */
  readonly withArguments: ReadonlySet<string>;
  /** Variants of fields that are required with different arguments. */
  readonly variants: RequirementVariants;
  /** Requirements by `subgraph Type.field`. */
  readonly requirements: ReadonlyMap<string, SelectionSetNode>;
}

/** Reads the field sets of a supergraph that was rewritten for the planner. */
export function readFieldSets(supergraph: DocumentNode, variants: RequirementVariants): FieldSets {
  const names = new Set(['__typename']);
  const withArguments = new Set<string>();
  const requirements = new Map<string, SelectionSetNode>();
  const subgraphs = subgraphNames(supergraph);
  const add = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/(\w+)/g)) names.add(name);
    for (const [, name = ''] of text.matchAll(/(\w+)\s*\(/g)) withArguments.add(name);
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const directive of definition.directives ?? []) add(stringOf(directive, 'key') ?? '');
    for (const field of definition.fields ?? []) {
      for (const directive of field.directives ?? []) {
        for (const text of contextsOf(directive)) add(text);
        const requires = stringOf(directive, 'requires');
        if (requires === undefined || directive.name.value !== 'join__field') continue;
        add(requires);
        const subgraph = subgraphs.get(enumOf(directive, 'graph') ?? '') ?? '';
        requirements.set(`${subgraph} ${definition.name.value}.${field.name.value}`, selectionsOf(requires));
      }
    }
  }
  return { names, withArguments, requirements, variants };
}

function subgraphNames(supergraph: DocumentNode): Map<string, string> {
  const names = new Map<string, string>();
  visit(supergraph, {
    EnumValueDefinition(node) {
      const graph = node.directives?.find(({ name }) => name.value === 'join__graph');
      if (graph !== undefined) names.set(node.name.value, stringOf(graph, 'name') ?? '');
    },
  });
  return names;
}

/** What the arguments of a field take from around. */
function contextsOf(directive: ConstDirectiveNode): string[] {
  const given = directive.arguments?.find(({ name }) => name.value === 'contextArguments')?.value;
  if (given?.kind !== Kind.LIST) return [];
  return given.values.flatMap((value) => {
    const selection =
      value.kind === Kind.OBJECT ? value.fields.find(({ name }) => name.value === 'selection')?.value : undefined;
    return selection?.kind === Kind.STRING ? [selection.value] : [];
  });
}
