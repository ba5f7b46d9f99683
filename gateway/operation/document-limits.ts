import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Size limits of one document. Documented in `docs/operations.md`. */
export interface DocumentLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Number of fields with all fragments inlined; limits what a few nested fragments can expand to. */
  readonly fields: number;
}

/** The limits that apply unless limits are switched off. */
export const DOCUMENT_LIMITS: DocumentLimits = {
  depth: 15,
  aliases: 15,
  directives: 50,
  rootFields: 10,
  fields: 5_000,
};

/** Maximum size of a request body or WebSocket message, in bytes. */
export const MAX_REQUEST_BYTES = 100_000;

/** Maximum number of lexical tokens in a document. */
export const MAX_TOKENS = 1_000;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly width: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0, width: 0 };

/**
 * The first limit that a parsed document exceeds, or null. Runs before validation, so it handles unknown and cyclic
 * fragments. Introspection counts as one field; whether it is allowed is decided elsewhere.
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
  const cache = new Map<string, Size>();

  const fragmentSize = (name: string): Size => {
    const found = cache.get(name);
    if (found !== undefined) return found;
    // Set while the fragment is being measured, so that a cycle ends; validation rejects it afterwards.
    cache.set(name, NOTHING);
    const fragment = fragments.get(name);
    const size = fragment === undefined ? NOTHING : sizeOf(fragment.selectionSet);
    cache.set(name, size);
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
