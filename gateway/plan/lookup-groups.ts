import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { inlineFragments } from '../graphql/inline-fragments.ts';
import type { FieldSets } from '../supergraph/field-sets.ts';
import { fragmentsOf, operationOf } from './fetch-document.ts';

type Nodes = readonly QueryPlanSelectionNode[];

/** A tree of required field names. */
type Needs = Map<string, Needs>;

/** One part of a split lookup. */
export interface LookupGroup {
  readonly requires: Nodes;
  readonly document: DocumentNode;
}

interface Group {
  readonly needs: Needs;
}

/**
 * Splits a lookup into parts that each require a field in one way only; null when no split is needed. Fields without
 * requirements are in the first part.
 */
export function lookupGroups(node: FetchNode, given: DocumentNode, sets: FieldSets): readonly LookupGroup[] | null {
  const requires = node.requires ?? [];
  if (!isAmbiguous(needsOf(requires), sets)) return null;
  const document = withoutSpreads(given);
  const groups: Group[] = [];
  const grouped = new Map<FieldNode, Group>();
  for (const { field, coordinate } of entityFields(document)) {
    const required = sets.requirements.get(`${node.serviceName} ${coordinate}`);
    if (required === undefined) continue;
    const needs = selectedNeeds(required);
    const fitting = groups.find((group) => !isAmbiguous(union(group.needs, needs), sets));
    const group = fitting ?? { needs: new Map() };
    if (fitting === undefined) groups.push(group);
    addAll(group.needs, needs);
    grouped.set(field, group);
  }
  const [first] = groups;
  if (first === undefined) return null;
  return groups.map((group) => ({
    requires: pruned(requires, group.needs, sets),
    document: withFields(document, (field) => (grouped.get(field) ?? first) === group),
  }));
}

/** Whether one field is required in two ways. */
function isAmbiguous(needs: Needs, sets: FieldSets): boolean {
  const seen = new Set<string>();
  for (const [name, below] of needs) {
    const fieldName = sets.variants.get(name)?.name.value ?? name;
    if (seen.has(fieldName) || isAmbiguous(below, sets)) return true;
    seen.add(fieldName);
  }
  return false;
}

function needsOf(nodes: Nodes, into: Needs = new Map()): Needs {
  for (const node of nodes) {
    if (node.kind === 'InlineFragment') needsOf(node.selections, into);
    else into.set(node.name, needsOf(node.selections ?? [], into.get(node.name)));
  }
  return into;
}

function selectedNeeds(set: SelectionSetNode, into: Needs = new Map()): Needs {
  for (const node of set.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) selectedNeeds(node.selectionSet, into);
    if (node.kind !== Kind.FIELD) continue;
    const below = into.get(node.name.value) ?? new Map();
    into.set(node.name.value, node.selectionSet === undefined ? below : selectedNeeds(node.selectionSet, below));
  }
  return into;
}

function addAll(into: Needs, needs: Needs): Needs {
  for (const [name, below] of needs) into.set(name, addAll(into.get(name) ?? new Map(), below));
  return into;
}

const union = (one: Needs, other: Needs): Needs => addAll(addAll(new Map(), one), other);

/** The requirements of a group: everything that is not a variant, and its own variants. */
const pruned = (nodes: Nodes, needs: Needs, sets: FieldSets): QueryPlanSelectionNode[] =>
  nodes.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'InlineFragment') return [{ ...node, selections: pruned(node.selections, needs, sets) }];
    if (sets.variants.has(node.name) && !needs.has(node.name)) return [];
    if (node.selections === undefined) return [node];
    const selections = pruned(node.selections, needs.get(node.name) ?? new Map(), sets);
    return selections.length === 0 ? [] : [{ ...node, selections }];
  });

function withoutSpreads(document: DocumentNode): DocumentNode {
  const operation = operationOf(document);
  const selectionSet = inlineFragments(operation.selectionSet, fragmentsOf(document));
  return { ...document, definitions: [{ ...operation, selectionSet }] };
}

function* entityFields(document: DocumentNode): Generator<{ readonly field: FieldNode; readonly coordinate: string }> {
  function* walk(set: SelectionSetNode, type: string): ReturnType<typeof entityFields> {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) yield { field: node, coordinate: `${type}.${node.name.value}` };
      if (node.kind === Kind.INLINE_FRAGMENT) yield* walk(node.selectionSet, node.typeCondition?.name.value ?? type);
    }
  }
  for (const root of operationOf(document).selectionSet.selections)
    if (root.kind === Kind.FIELD && root.selectionSet !== undefined) yield* walk(root.selectionSet, '');
}

/** The document with only the entity fields that `isKept` accepts. */
function withFields(document: DocumentNode, isKept: (field: FieldNode) => boolean): DocumentNode {
  const own = new Set([...entityFields(document)].map(({ field }) => field));
  return visit(document, {
    Field: (field) => (own.has(field) && !isKept(field) ? null : undefined),
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
  });
}
