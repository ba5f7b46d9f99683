import { type DocumentNode, Kind } from 'graphql';
import { booleanOf, enumOf } from './supergraph-directives.ts';

/**
 * Whether a subgraph may be unable to decide a type condition because it defines the condition's type, or the parent type,
 * as an `@interfaceObject`.
 */
export type IsBlindCondition = (condition: string, parent: string) => boolean;

/** Finds the interface objects of a supergraph and the subgraphs that define them; null when there are none. */
export function readBlindConditions({ definitions }: DocumentNode): IsBlindCondition | null {
  const graphs = new Map<string, Set<string>>();
  const blind = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, type: string, graph: string): void =>
    void to.set(type, (to.get(type) ?? new Set()).add(graph));
  for (const node of definitions) {
    if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION && node.kind !== Kind.UNION_TYPE_DEFINITION) continue;
    for (const directive of node.directives ?? []) {
      const graph = directive.name.value === 'join__type' ? enumOf(directive, 'graph') : undefined;
      if (graph === undefined) continue;
      add(graphs, node.name.value, graph);
      if (booleanOf(directive, 'isInterfaceObject') === true) add(blind, node.name.value, graph);
    }
  }
  if (blind.size === 0) return null;
  return (condition, parent) =>
    condition !== parent &&
    (blind.has(parent) || [...(blind.get(condition) ?? [])].some((graph) => graphs.get(parent)?.has(graph) === true));
}
