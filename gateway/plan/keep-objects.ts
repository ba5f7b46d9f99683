import { type DocumentNode, type FieldNode, Kind, type SelectionNode, visit } from 'graphql';

const TYPE_NAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The document with the type name selected of every object of which conditions may leave nothing. The planner drops such
 * an object with what is left out, and its field would be null where it is an empty object.
 */
export function keepObjects(document: DocumentNode): DocumentNode {
  if (!hasConditions(document)) return document;
  return visit(document, {
    Field: {
      leave(node) {
        const { selectionSet } = node;
        if (selectionSet === undefined || selectionSet.selections.some(isCertain)) return undefined;
        return { ...node, selectionSet: { ...selectionSet, selections: [...selectionSet.selections, TYPE_NAME] } };
      },
    },
  });
}

const isCertain = (node: SelectionNode): boolean => node.kind === Kind.FIELD && (node.directives ?? []).length === 0;

function hasConditions(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      if (name.value === 'skip' || name.value === 'include') found = true;
    },
  });
  return found;
}
