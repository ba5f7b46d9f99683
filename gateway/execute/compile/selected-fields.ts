import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { meaningOf } from '../../graphql/field-meaning.ts';

/** What stands behind one response key, over all types that the selection tells apart. */
interface SelectedField {
  /** Type, field and arguments, as text: two meanings of one key on one type cannot both be answered. */
  readonly meanings: Set<string>;
  /** Null for a leaf. */
  readonly fields: SelectedFields | null;
}

/** Response keys of one level. */
export type SelectedFields = Map<string, SelectedField>;

/** Where selections are read. */
interface SelectionScope {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Type condition around, as far as one is known. */
  readonly type: string;
}

/** Reads a selection set with its fragments in place. What a plan sends has no conditions. */
export function selectedFields(
  set: SelectionSetNode,
  scope: SelectionScope,
  into: SelectedFields = new Map(),
): SelectedFields {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      addField(selection, scope, into);
      continue;
    }
    const target = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection;
    if (target === undefined) continue;
    selectedFields(target.selectionSet, { ...scope, type: target.typeCondition?.name.value ?? scope.type }, into);
  }
  return into;
}

/** Every place that a selection below `path` gives a value, as response keys joined by dots. */
export function pathsWritten(path: readonly string[], fields: SelectedFields): Set<string> {
  const paths = new Set<string>();
  const walk = (prefix: string, level: SelectedFields): void => {
    for (const [key, { fields: below }] of level) {
      paths.add(prefix + key);
      if (below !== null) walk(`${prefix}${key}.`, below);
    }
  };
  walk(path.map((key) => `${key}.`).join(''), fields);
  return paths;
}

/** Whether two selections of one place could be one: no key of theirs means two things. */
export function areCompatible(one: SelectedFields, other: SelectedFields): boolean {
  for (const [key, { meanings, fields }] of one) {
    const same = other.get(key);
    if (same === undefined) continue;
    if ([...meanings].some((meaning) => !same.meanings.has(meaning)) || meanings.size !== same.meanings.size)
      return false;
    if (fields !== null && same.fields !== null && !areCompatible(fields, same.fields)) return false;
  }
  return true;
}

function addField(node: FieldNode, scope: SelectionScope, into: SelectedFields): void {
  const key = node.alias?.value ?? node.name.value;
  const known = into.get(key);
  const meaning = `${scope.type}.${meaningOf(node)}`;
  const fields = node.selectionSet === undefined ? null : (known?.fields ?? new Map());
  if (known === undefined) into.set(key, { meanings: new Set([meaning]), fields });
  else known.meanings.add(meaning);
  if (node.selectionSet !== undefined && fields !== null)
    selectedFields(node.selectionSet, { ...scope, type: '' }, fields);
}
