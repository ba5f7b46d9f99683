import { type DocumentNode, type FieldNode, visit } from 'graphql';
import { filledSet } from '../graphql/filled-set.ts';
import { withUsedFragments } from '../graphql/used-fragments.ts';
import { isIntrospection } from './required-variables.ts';

/**
 * A document with one operation as it is planned: without the given selections, of which nothing is fetched, and without
 * questions about the schema itself, which are answered here. A set that would be empty asks for `__typename`, so that
 * the object around it still comes back.
 */
export function withoutSelections(document: DocumentNode, denied: ReadonlySet<FieldNode>): DocumentNode {
  const left: DocumentNode = visit(document, {
    Field: (node) => (denied.has(node) || isIntrospection(node) ? null : undefined),
    SelectionSet: { leave: filledSet },
  });
  return withUsedFragments(left);
}
