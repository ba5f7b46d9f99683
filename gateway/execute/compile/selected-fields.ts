import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { meaningOf } from '../../graphql/field-meaning.ts';

/** What one response key stands for, over all type conditions of a selection. */
interface SelectedField {
  /** Type, field and arguments as text. Two meanings of one key on one type conflict. */
  readonly meanings: Set<string>;
  /** Null for a leaf. */
  readonly fields: SelectedFields | null;
}

/** Selected fields of one level by response key. */
export type SelectedFields = Map<string, SelectedField>;

/** Context for reading selections. */
interface SelectionScope {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The enclosing type condition; empty when unknown. */
  readonly type: string;
}

/** Reads a selection set with its fragments inlined. Fetches of a plan have no conditions. */
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

/** The dotted paths of all fields selected below `path`. */
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

/** Whether two selections of one path can be merged: no key has two meanings. */
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
  const existing = into.get(key);
  const meaning = `${scope.type}.${meaningOf(node)}`;
  const fields = node.selectionSet === undefined ? null : (existing?.fields ?? new Map());
  if (existing === undefined) into.set(key, { meanings: new Set([meaning]), fields });
  else existing.meanings.add(meaning);
  if (node.selectionSet !== undefined && fields !== null)
    selectedFields(node.selectionSet, { ...scope, type: '' }, fields);
}
