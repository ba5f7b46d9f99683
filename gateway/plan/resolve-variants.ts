import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { FieldSets } from '../supergraph/field-sets.ts';
import { lookupGroups } from './lookup-groups.ts';

type Nodes = readonly QueryPlanSelectionNode[];

/**
 * Replaces the variants of required fields in a plan by the fields themselves. A variant is fetched under its own name but
 * sent to a subgraph under the field's name, so a lookup that requires two variants of one field is split.
 */
export function withVariantsResolved(plan: QueryPlan, sets: FieldSets): QueryPlan {
  if (sets.variants.size === 0 || plan.node === undefined) return plan;
  return {
    ...plan,
    node: plan.node.kind === 'Subscription' ? resolveStream(plan.node, sets) : resolve(plan.node, sets),
  };
}

const resolveStream = (node: SubscriptionNode, sets: FieldSets): SubscriptionNode => ({
  ...node,
  primary: resolveFetch(node.primary, parse(node.primary.operation, { noLocation: true }), sets),
  ...(node.rest && { rest: resolve(node.rest, sets) }),
});

function resolve(node: PlanNode, sets: FieldSets): PlanNode {
  switch (node.kind) {
    case 'Fetch': {
      const document = parse(node.operation, { noLocation: true });
      const groups = node.requires === undefined ? null : lookupGroups(node, document, sets);
      if (groups === null) return resolveFetch(node, document, sets);
      return {
        kind: 'Parallel',
        nodes: groups.map((group) => resolveFetch({ ...node, requires: [...group.requires] }, group.document, sets)),
      };
    }
    case 'Flatten':
      return { ...node, node: resolve(node.node, sets) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((each) => resolve(each, sets)) };
    case 'Condition':
    case 'Defer':
      return node;
  }
}

function resolveFetch(node: FetchNode, document: DocumentNode, sets: FieldSets): FetchNode {
  const { operationDocumentNode: _, ...fetch } = node;
  const resolved: DocumentNode = visit(document, {
    Field: {
      leave(field) {
        const variant = sets.variants.get(field.name.value);
        if (variant === undefined) return undefined;
        return { ...field, ...variant, alias: field.alias ?? field.name };
      },
    },
  });
  const variables = variablesIn(resolved);
  const used: DocumentNode = visit(resolved, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(used)),
    ...(node.variableUsages && { variableUsages: node.variableUsages.filter((name) => variables.has(name)) }),
    ...(node.requires && { requires: withFieldNames(node.requires, sets) }),
  };
}

/** Requirements that are sent under the name of the field and read under the name of the variant. */
const withFieldNames = (nodes: Nodes, sets: FieldSets): QueryPlanSelectionNode[] =>
  nodes.map((node): QueryPlanSelectionNode => {
    if (node.kind === 'InlineFragment') return { ...node, selections: withFieldNames(node.selections, sets) };
    const variant = sets.variants.get(node.name);
    return {
      ...node,
      ...(variant && { alias: node.name, name: variant.name.value }),
      ...(node.selections && { selections: withFieldNames(node.selections, sets) }),
    };
  });

/** The names of the variables that are used. */
function variablesIn(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}
