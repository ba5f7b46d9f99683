import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** How large one document may be. As `docs/operations.md` tells operators. */
export interface DocumentLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Fields after every fragment is put in place; bounds what a few nested fragments can unfold to. */
  readonly fields: number;
}

/** The limits that hold unless they are switched off. */
export const DOCUMENT_LIMITS: DocumentLimits = {
  depth: 15,
  aliases: 15,
  directives: 50,
  rootFields: 10,
  fields: 5_000,
};

/** Longest body or frame, in bytes. */
export const MAX_REQUEST_BYTES = 100_000;

/** Most lexical tokens in a document. */
export const MAX_TOKENS = 1_000;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly width: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0, width: 0 };

/**
 * The first limit that a parsed document breaks, or null. Runs before validation, so it survives unknown and circular
 * fragments. Introspection counts as one field: where it is refused, that is decided elsewhere.
 */
export function brokenLimit(document: DocumentNode, limits: DocumentLimits): keyof DocumentLimits | null {
  if (countDirectives(document) > limits.directives) return 'directives';
  const measure = createMeasure(document);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(operation);
    if (size.depth > limits.depth) return 'depth';
    if (size.aliases > limits.aliases) return 'aliases';
    if (size.width > limits.rootFields) return 'rootFields';
    if (size.fields > limits.fields) return 'fields';
  }
  return null;
}

function countDirectives(document: DocumentNode): number {
  let count = 0;
  visit(document, { Directive: () => void count++ });
  return count;
}

function createMeasure(document: DocumentNode): (operation: OperationDefinitionNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const known = new Map<string, Size>();

  const fragmentSize = (name: string): Size => {
    const found = known.get(name);
    if (found !== undefined) return found;
    // Stands while the fragment is being measured, so that a circle ends; validation refuses it afterwards.
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const size = fragment === undefined ? NOTHING : sizeOf(fragment.selectionSet);
    known.set(name, size);
    return size;
  };

  const sizeOf = (set: SelectionSetNode): Size => {
    let { depth, aliases, fields, width } = NOTHING;
    for (const selection of set.selections) {
      const size =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragmentSize(selection.name.value)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? sizeOf(selection.selectionSet)
            : selection.selectionSet === undefined || selection.name.value.startsWith('__')
              ? { depth: 1, aliases: selection.alias ? 1 : 0, fields: 1, width: 1 }
              : around(sizeOf(selection.selectionSet), selection.alias !== undefined);
      depth = Math.max(depth, size.depth);
      aliases += size.aliases;
      fields += size.fields;
      width += size.width;
    }
    return { depth, aliases, fields, width };
  };
  return (operation) => sizeOf(operation.selectionSet);
}

const around = (inner: Size, aliased: boolean): Size => ({
  depth: inner.depth + 1,
  aliases: inner.aliases + (aliased ? 1 : 0),
  fields: inner.fields + 1,
  width: 1,
});
