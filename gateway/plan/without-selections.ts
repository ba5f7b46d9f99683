import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import { isIntrospection } from '../limits/required-variables.ts';
import { usedFragments } from './used-fragments.ts';

/**
 * A document with one operation as it is planned: without the given selections, of which nothing is fetched, and without
 * questions about the schema itself, which are answered here. A set that would be empty asks for `__typename`, so that
 * the object around it still comes back.
 */
export function withoutSelections(document: DocumentNode, denied: ReadonlySet<FieldNode>): DocumentNode {
  const { definitions }: DocumentNode = visit(document, {
    Field: (node) => (denied.has(node) || isIntrospection(node) ? null : undefined),
    SelectionSet: {
      leave: (node) =>
        node.selections.length > 0
          ? undefined
          : { ...node, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] },
    },
  });
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fragments = operations.flatMap((operation) => Object.values(usedFragments(operation, definitions)));
  return { ...document, definitions: [...operations, ...fragments] };
}
