import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, print, type SelectionNode, type SelectionSetNode, type VariableDefinitionNode } from 'graphql';
import { inlineFragments } from '../../graphql/inline-fragments.ts';
import { fragmentsOf, operationOf } from '../../plan/fetch-document.ts';
import type { FetchRecord } from './fetch-records.ts';
import { contains, requirementsText } from './requirements.ts';
import { areCompatible } from './selected-fields.ts';

/** One `_entities` field of a request: its selections, and the paths of its objects. */
export interface Lookup {
  readonly requires: readonly QueryPlanSelectionNode[];
  /** Without fragment spreads, so that it can be part of any operation. */
  readonly selections: SelectionSetNode;
  readonly variables: readonly VariableDefinitionNode[];
  readonly records: readonly FetchRecord[];
  /** Paths to its objects, each once; empty for a fallback lookup. */
  readonly paths: readonly (readonly string[])[];
  /** Lookups with fewer requirements, for objects that this one cannot represent. */
  readonly fallbackLookups: readonly Lookup[];
}

/**
 * Joins the lookups of one wave: equal lookups at several paths, and lookups at one path where the requirements of one
 * contain those of the others.
 */
export function joinLookups(records: readonly FetchRecord[]): readonly Lookup[] {
  const atPaths = Map.groupBy(records, ({ path }) => path.join('.'));
  const joined = [...atPaths.values()].flatMap(joinAtPath);
  const lookups = new Map<string, Lookup>();
  for (const lookup of joined) {
    const key = keyOf(lookup);
    const same = lookups.get(key);
    lookups.set(key, same === undefined ? lookup : together(same, lookup));
  }
  return [...lookups.values()];
}

function together(one: Lookup, other: Lookup): Lookup {
  return {
    ...one,
    records: [...one.records, ...other.records],
    paths: [...one.paths, ...other.paths],
    variables: distinct([...one.variables, ...other.variables]),
  };
}

/** Lookups with equal keys are equal, including their fallbacks. */
const keyOf = ({ requires, selections, fallbackLookups }: Lookup): string =>
  [requirementsText(requires), print(selections), ...fallbackLookups.map(keyOf)].join('\n');

function joinAtPath(records: readonly FetchRecord[]): Lookup[] {
  const bySize = records.toSorted((a, b) => requirementsSize(b) - requirementsSize(a));
  const groups: FetchRecord[][] = [];
  for (const record of bySize) {
    const group = groups.find(([largest, ...others]) => fits(record, largest, others));
    if (group === undefined) groups.push([record]);
    else group.push(record);
  }
  return groups.map(([largest, ...others]) => lookupOf(largest, others)).filter((lookup) => lookup !== null);
}

const requirementsSize = ({ node }: FetchRecord): number => requirementsText(node.requires ?? []).length;

function fits(record: FetchRecord, largest: FetchRecord | undefined, others: readonly FetchRecord[]): boolean {
  if (largest === undefined || !contains(largest.node.requires ?? [], record.node.requires ?? [])) return false;
  return [largest, ...others].every(({ fields }) => areCompatible(fields, record.fields));
}

function lookupOf(largest: FetchRecord | undefined, others: readonly FetchRecord[]): Lookup | null {
  if (largest === undefined) return null;
  const requires = largest.node.requires ?? [];
  const text = requirementsText(requires);
  const lesser = Map.groupBy(
    others.filter(({ node }) => requirementsText(node.requires ?? []) !== text),
    ({ node }) => requirementsText(node.requires ?? []),
  );
  const members = [largest, ...others];
  return {
    requires,
    selections: merged(members.map(inlined)),
    variables: distinct(members.flatMap(variablesOf)),
    records: members,
    paths: [largest.path],
    fallbackLookups: [...lesser.values()].map((few) => ({ ...fallback(few), paths: [] })),
  };
}

function fallback(records: readonly FetchRecord[]): Lookup {
  return {
    requires: records[0]?.node.requires ?? [],
    selections: merged(records.map(inlined)),
    variables: distinct(records.flatMap(variablesOf)),
    records,
    paths: [],
    fallbackLookups: [],
  };
}

const variablesOf = ({ document }: FetchRecord): readonly VariableDefinitionNode[] =>
  (operationOf(document).variableDefinitions ?? []).filter(({ variable }) => variable.name.value !== 'representations');

const distinct = (variables: readonly VariableDefinitionNode[]): VariableDefinitionNode[] => [
  ...new Map(variables.map((definition) => [definition.variable.name.value, definition])).values(),
];

const inlined = ({ document, selections }: FetchRecord): SelectionSetNode =>
  inlineFragments(selections, fragmentsOf(document));

/** Merges selection sets into one with a fragment per type, in an order that does not depend on theirs. */
function merged(sets: readonly SelectionSetNode[]): SelectionSetNode {
  const selections = sets.flatMap((set) => set.selections);
  const byType = Map.groupBy(selections, (node) =>
    node.kind === Kind.INLINE_FRAGMENT && (node.directives ?? []).length === 0
      ? (node.typeCondition?.name.value ?? '')
      : '',
  );
  const fragments = [...byType].flatMap(([type, nodes]): SelectionNode[] => {
    if (type === '') return inOrder(nodes);
    const inner = nodes.flatMap((node) => (node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet.selections : []));
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: inOrder(inner) },
      },
    ];
  });
  return { kind: Kind.SELECTION_SET, selections: inOrder(fragments) };
}

function inOrder(nodes: readonly SelectionNode[]): SelectionNode[] {
  const byText = new Map(nodes.map((node) => [print(node), node]));
  return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, node]) => node);
}
