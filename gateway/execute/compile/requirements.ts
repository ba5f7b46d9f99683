import type { QueryPlanSelectionNode } from '@apollo/query-planner';

type Nodes = readonly QueryPlanSelectionNode[];

/** A canonical text: equal for requirements that select the same fields in any order. */
export function requirementsText(nodes: Nodes): string {
  const parts = nodes.map((node) => {
    const below = node.selections === undefined ? '' : `{${requirementsText(node.selections)}}`;
    return `${headOf(node)}${below}`;
  });
  return [...new Set(parts)].toSorted().join(' ');
}

/** Whether `large` selects everything that `small` selects. */
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
