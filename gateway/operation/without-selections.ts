import { type DocumentNode, type FieldNode, visit } from 'graphql';
import { filledSet } from '../graphql/filled-set.ts';
import { withUsedFragments } from '../graphql/used-fragments.ts';
import { isIntrospection } from './required-variables.ts';

/**
 * Removes denied selections and introspection, which the gateway resolves itself, from a document before planning. An empty
 * selection set becomes `__typename`, so that its object is still returned.
 */
export function withoutSelections(document: DocumentNode, denied: ReadonlySet<FieldNode>): DocumentNode {
  const left: DocumentNode = visit(document, {
    Field: (node) => (denied.has(node) || isIntrospection(node) ? null : undefined),
    SelectionSet: { leave: filledSet },
  });
  return withUsedFragments(left);
}
