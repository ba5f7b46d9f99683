import { type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { contractsOf } from './selections.ts';
import type { Finding, Tree } from './tree.ts';

/** Arguments that say how many items the client wants. */
const PAGING = new Set(['first', 'last']);

/**
 * Every list of objects says how long it is, so that the cost of an operation is right: `@listSize`, or an argument `first`,
 * `last` or a list (`ids`) of the field, or of the field that returns its type, as with a connection. Scalars and enum values
 * cost nothing.
 */
export const listSizes = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((file) => {
    const document = tree.graphql(file);
    return document === null
      ? []
      : unsized(document).map((field) => ({
          file: file.path,
          line: field.name.loc?.startToken.line ?? 1,
          rule: 'list-sizes',
          message: `\`${field.name.value}\`: say how many items it has with \`@listSize(assumedSize: …)\``,
        }));
  });

function unsized(document: DocumentNode): readonly FieldDefinitionNode[] {
  const weightless = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);
  const pages = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION || definition.kind === Kind.ENUM_TYPE_DEFINITION)
      weightless.add(definition.name.value);
    for (const field of fieldsOf(definition)) if (isPaged(field)) pages.add(namedType(field.type));
  }
  return document.definitions.flatMap((definition) =>
    fieldsOf(definition).filter(
      (field) =>
        isList(field.type) &&
        !weightless.has(namedType(field.type)) &&
        !isPaged(field) &&
        !field.arguments?.some(({ type }) => isList(type)) &&
        !field.directives?.some(({ name }) => name.value === 'listSize') &&
        !('name' in definition && definition.name !== undefined && pages.has(definition.name.value)),
    ),
  );
}

const fieldsOf = (definition: DocumentNode['definitions'][number]): readonly FieldDefinitionNode[] =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
  definition.kind === Kind.OBJECT_TYPE_EXTENSION ||
  definition.kind === Kind.INTERFACE_TYPE_DEFINITION
    ? (definition.fields ?? [])
    : [];

const isPaged = (field: FieldDefinitionNode): boolean =>
  field.arguments?.some(({ name }) => PAGING.has(name.value)) === true;

const isList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
