import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import { fragmentsOf, operationOf } from '../../plan/fetch-document.ts';
import type { FieldSets } from '../../supergraph/field-sets.ts';
import type { FetchRecord } from './fetch-records.ts';

/** Names of fields, and below each the names of its own. */
type Names = Map<string, Names>;

/** A field with `@requires` that a fetch selects. */
interface ComputedField {
  readonly record: FetchRecord;
  readonly coordinate: string;
  /** Response keys that lead to its value, joined by dots. */
  readonly fieldPath: string;
  /** Whether the required fields are sent with the lookup, or selected next to the field. */
  readonly isSent: boolean;
}

/**
 * Finds fields that a subgraph would compute without their required fields: the planner plans such a fetch where one
 * requirement depends on another (seen with 2.14.4). It often fetches the field again with everything; the first value is
 * then harmless as long as no fetch reads it.
 *
 * @throws when such a value would be used.
 */
export function checkRequirementsSent(records: readonly FetchRecord[], sets: FieldSets, schema: GraphQLSchema): void {
  if (sets.requirements.size === 0) return;
  const computed = records.flatMap((record) => computedFieldsIn(record, sets, schema));
  for (const { record, coordinate, fieldPath, isSent } of computed) {
    if (isSent) continue;
    const again = computed.find(
      (other) => other.isSent && other.fieldPath === fieldPath && other.record.before.includes(record.index),
    );
    const readers = records.filter(({ reads }) => reads.has(fieldPath));
    if (again === undefined || readers.some(({ before }) => !before.includes(again.record.index)))
      throw new Error(`${coordinate} is asked for without what it requires`);
  }
}

function computedFieldsIn(record: FetchRecord, sets: FieldSets, schema: GraphQLSchema): ComputedField[] {
  const { node, document, selections, path } = record;
  const fragments = fragmentsOf(document);
  const found: ComputedField[] = [];
  const walk = (set: SelectionSetNode, typeName: string, siblings: Names, prefix: string): void => {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (inner !== undefined)
          walk(inner.selectionSet, inner.typeCondition?.name.value ?? typeName, siblings, prefix);
        continue;
      }
      const { alias, name, selectionSet } = selection;
      const fieldPath = prefix + (alias ?? name).value;
      const coordinate = `${typeName}.${name.value}`;
      const required = sets.requirements.get(`${node.serviceName} ${coordinate}`);
      if (required !== undefined)
        found.push({ record, coordinate, fieldPath, isSent: covers(siblings, selectedNames(required, sets)) });
      const type = schema.getType(typeName);
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
      if (selectionSet !== undefined && field !== undefined)
        walk(selectionSet, getNamedType(field.type).name, selectedNames(selectionSet, sets), `${fieldPath}.`);
    }
  };
  const root = schema.getRootType(operationOf(document).operation)?.name ?? '';
  const prefix = path.map((key) => `${key}.`).join('');
  if (node.requires === undefined) walk(selections, root, selectedNames(selections, sets), prefix);
  else walk(selections, '', sentNames(node.requires), prefix);
  return found;
}

function sentNames(nodes: readonly QueryPlanSelectionNode[], into: Names = new Map()): Names {
  for (const node of nodes) {
    if (node.kind === 'InlineFragment') sentNames(node.selections, into);
    else into.set(node.alias ?? node.name, sentNames(node.selections ?? [], into.get(node.alias ?? node.name)));
  }
  return into;
}

function selectedNames(set: SelectionSetNode, sets: FieldSets, into: Names = new Map()): Names {
  for (const node of set.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) selectedNames(node.selectionSet, sets, into);
    if (node.kind !== Kind.FIELD) continue;
    const name = node.alias !== undefined && sets.variants.has(node.alias.value) ? node.alias.value : node.name.value;
    const below = node.selectionSet === undefined ? new Map() : selectedNames(node.selectionSet, sets, into.get(name));
    into.set(name, below);
  }
  return into;
}

const covers = (names: Names, required: Names): boolean =>
  [...required].every(([name, below]) => {
    const found = names.get(name);
    return name === '__typename' || (found !== undefined && covers(found, below));
  });
