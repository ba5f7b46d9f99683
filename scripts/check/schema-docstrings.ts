import { type ASTNode, type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode, visit } from 'graphql';
import { objectionTo } from './description.ts';
import { contractsOf } from './selections.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** The arguments of a connection, in the same words everywhere. */
const PAGING_ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['first', 'Number of items from the start, 0 to 100; 20 by default.'],
  ['after', 'Cursor of the item to start after.'],
  ['last', 'Number of items from the end, 0 to 100.'],
  ['before', 'Cursor of the item to end before.'],
]);

/** The argument `after` of a subscription; the query field that gives the first cursor differs. */
const RESUME_ARGUMENT =
  /^Resumes after this cursor, taken from an event of this stream or from `\w+(\.\w+)?`\. Starts now when absent\.$/;

/** Every definition of a contract says what its name does not; `needsNone` lists those that may say nothing. */
export const schemaDocstrings = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((file) => {
    const document = tree.graphql(file);
    return document === null ? [] : [...descriptionsOf(file, document), ...pagingOf(file, document)];
  });

function descriptionsOf({ path }: SourceFile, document: DocumentNode): readonly Finding[] {
  const found: Finding[] = [];
  const trail: string[] = [];
  visit(document, {
    enter(node) {
      if (!('name' in node) || node.name?.kind !== Kind.NAME) return;
      trail.push(node.name.value);
      const objection = objectionToNode(node, node.name.value);
      if (objection !== null) found.push(finding(path, node, trail.join('.'), objection));
    },
    leave(node) {
      if ('name' in node && node.name?.kind === Kind.NAME) trail.pop();
    },
  });
  return found;
}

function objectionToNode(node: ASTNode, name: string): string | null {
  if (!EXPLAINED.has(node.kind)) return null;
  const description = descriptionOf(node);
  return description === '' && needsNone(node, name) ? null : objectionTo(description, name);
}

const EXPLAINED: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
]);

/** What follows from the conventions of mutations and connections, and enum values whose name is enough. */
function needsNone(node: ASTNode, name: string): boolean {
  if (node.kind === Kind.ENUM_VALUE_DEFINITION) return true;
  if (node.kind === Kind.FIELD_DEFINITION) return /^(id|edges|node|pageInfo|errors)$/.test(name);
  if (node.kind === Kind.INPUT_VALUE_DEFINITION) return /^(id|input)$/.test(name);
  return ROOTS.has(name) || /(Input|Payload|Error|Connection|Edge)$/.test(name);
}

function pagingOf({ path }: SourceFile, document: DocumentNode): readonly Finding[] {
  return document.definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    return (type.fields ?? []).flatMap((field) =>
      (field.arguments ?? []).flatMap((argument) => {
        const objection = objectionToPaging(type.name.value, field, argument.name.value, descriptionOf(argument));
        const coordinate = `${type.name.value}.${field.name.value}.${argument.name.value}`;
        return objection === null ? [] : [finding(path, argument, coordinate, objection)];
      }),
    );
  });
}

function objectionToPaging(type: string, field: FieldDefinitionNode, name: string, description: string): string | null {
  if (type === 'Subscription' && name === 'after') {
    return RESUME_ARGUMENT.test(description) ? null : `a subscription's \`after\` reads ${RESUME_ARGUMENT.source}`;
  }
  const words = namedType(field.type).endsWith('Connection') ? PAGING_ARGUMENTS.get(name) : undefined;
  return words === undefined || words === description ? null : `a connection's \`${name}\` reads "${words}"`;
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const descriptionOf = (node: ASTNode): string => ('description' in node ? (node.description?.value.trim() ?? '') : '');

const finding = (file: string, node: ASTNode, coordinate: string, objection: string): Finding => ({
  file,
  line: node.loc?.startToken.line ?? 1,
  rule: 'schema-docstrings',
  message: `\`${coordinate}\`: ${objection}`,
});
