import type { QueryPlanSelectionNode } from '@apollo/query-planner';

type Nodes = readonly QueryPlanSelectionNode[];

/** The same text for requirements that ask for the same, in whatever order. */
export function requirementsText(nodes: Nodes): string {
  const parts = nodes.map((node) => {
    const below = node.selections === undefined ? '' : `{${requirementsText(node.selections)}}`;
    return `${headOf(node)}${below}`;
  });
  return [...new Set(parts)].toSorted().join(' ');
}

/** Whether `large` asks for everything that `small` asks for, of at least the same types. */
export function contains(large: Nodes, small: Nodes): boolean {
  return small.every((node) => {
    const below = node.selections;
    return large.some(
      (candidate) =>
        headOf(candidate) === headOf(node) && (below === undefined || contains(candidate.selections ?? [], below)),
    );
  });
}

const headOf = (node: QueryPlanSelectionNode): string =>
  node.kind === 'InlineFragment' ? `... on ${node.typeCondition ?? ''}` : `${node.alias ?? ''}:${node.name}`;
