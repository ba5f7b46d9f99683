import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';

import { isRecord, ownField, putField } from '../../graphql/records.ts';
import type { SchemaFacts } from './schema-facts.ts';

/** The representation of an entity that is sent to a subgraph. */
export interface Representation {
  /** The same for equal representations. */
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Represents objects of one type for a lookup. */
export interface Represent {
  /** Direct fields that determine the representation: equal fields, equal representations. Null: nested fields count too. */
  readonly keys: readonly string[] | null;
  /** Null when the object lacks a field, or the lookup is not for its type. */
  make(object: Readonly<Record<string, unknown>>): Representation | null;
}

/** Compiles the requirements of a lookup, once per type. */
export function createRepresent(
  requires: readonly QueryPlanSelectionNode[],
  facts: SchemaFacts,
): (typeName: unknown) => Represent {
  const byType = new Map<unknown, Represent>();
  return (typeName) => {
    const existing = byType.get(typeName);
    if (existing !== undefined) return existing;
    const represent = representAs(typeName, requires, facts);
    // Type names come from subgraphs: made-up names must not fill the memory.
    if (byType.size < 1_000) byType.set(typeName, represent);
    return represent;
  };
}

function representAs(typeName: unknown, requires: readonly QueryPlanSelectionNode[], facts: SchemaFacts): Represent {
  const fitting = requires.filter(
    (node) =>
      node.kind === 'InlineFragment' &&
      node.typeCondition !== undefined &&
      facts.isOfType(typeName, node.typeCondition),
  );
  const [only] = fitting;
  if (only === undefined && requires.every(({ kind }) => kind === 'InlineFragment'))
    return { keys: null, make: () => null };
  if (fitting.length === 1 && only?.kind === 'InlineFragment' && isFlat(only.selections))
    return flat(only.selections, only.typeCondition, facts);
  return {
    keys: null,
    make(object) {
      const value = pick(object, requires, typeName, facts);
      if (value === null || typeof value['__typename'] !== 'string') return null;
      return { text: JSON.stringify(value), value };
    },
  };
}

const isFlat = (nodes: readonly QueryPlanSelectionNode[]): boolean =>
  nodes.every((node) => node.kind === 'Field' && node.selections === undefined) &&
  nodes.some((node) => node.kind === 'Field' && node.name === '__typename' && node.alias === undefined);

/** The key of a field in the data: an alias where a field is fetched with several arguments. */
const keyOf = ({ alias, name }: QueryPlanFieldNode): string => alias ?? name;

/** The common case: direct fields only. */
function flat(
  nodes: readonly QueryPlanSelectionNode[],
  typeName: string | undefined,
  { findField }: SchemaFacts,
): Represent {
  const unordered = new Map(nodes.flatMap((node) => (node.kind === 'Field' ? [[node.name, keyOf(node)]] : [])));
  // Plans list the same keys in different orders; sorting makes equal representations have equal text.
  const fields = [...unordered].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const coercions = fields.map(([name]) => findField(typeName, name)?.coerce ?? null);
  const heads = fields.map(([name], at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return {
    keys: fields.map(([, key]) => key).filter((key) => key !== '__typename'),
    make(object) {
      const value: Record<string, unknown> = {};
      let text = '';
      for (let at = 0; at < fields.length; at++) {
        const [name = '', key = ''] = fields[at] ?? [];
        const fieldValue = ownField(object, key);
        if (fieldValue === undefined) return null;
        const given = coercions[at]?.(fieldValue) ?? fieldValue;
        putField(value, name, given);
        text += heads[at] + JSON.stringify(given);
      }
      return { text: `${text}}`, value };
    },
  };
}

type Picked = Record<string, unknown> | null;

/** Picks the required fields. A missing field makes the whole object null; a field that is null does not. */
function pick(
  object: Readonly<Record<string, unknown>>,
  nodes: readonly QueryPlanSelectionNode[],
  typeName: unknown,
  facts: SchemaFacts,
): Picked {
  const picked: Record<string, unknown> = {};
  for (const node of nodes) {
    if (node.kind === 'InlineFragment') {
      const { typeCondition } = node;
      if (typeCondition === undefined || !facts.isOfType(ownField(object, '__typename'), typeCondition)) continue;
      mergePicked(picked, pick(object, node.selections, typeCondition, facts));
      continue;
    }
    const value = ownField(object, keyOf(node));
    if (value === undefined) return null;
    const { selections } = node;
    const field = facts.findField(typeName, node.name);
    const part =
      selections === undefined
        ? (field?.coerce?.(value) ?? value)
        : pickEach(value, selections, field?.typeName, facts);
    // Null would claim that the value does not exist.
    if (part === undefined) return null;
    putField(picked, node.name, part);
  }
  return sorted(picked);
}

/** Undefined when a required field is missing. */
function pickEach(
  value: unknown,
  nodes: readonly QueryPlanSelectionNode[],
  typeName: unknown,
  facts: SchemaFacts,
): unknown {
  if (!Array.isArray(value)) return isRecord(value) ? (pick(value, nodes, typeName, facts) ?? undefined) : null;
  const items = value.map((item) => pickEach(item, nodes, typeName, facts));
  return items.includes(undefined) ? undefined : items;
}

function mergePicked(into: Record<string, unknown>, from: Picked): void {
  for (const [key, value] of Object.entries(from ?? {})) {
    const existing = ownField(into, key);
    if (isRecord(existing) && isRecord(value)) mergePicked(existing, value);
    else if (Array.isArray(existing) && Array.isArray(value) && existing.length === value.length)
      existing.forEach((item, at) => {
        if (isRecord(item) && isRecord(value[at])) mergePicked(item, value[at]);
      });
    else putField(into, key, value);
  }
}

const sorted = (picked: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(picked).toSorted(([one], [other]) => (one < other ? -1 : 1)));
