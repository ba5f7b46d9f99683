import { type ASTNode, type DocumentNode, Kind, visit } from 'graphql';
import { contractsOf } from './selections.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** Every definition of a contract is documented, save root types and fields named `id`. */
export const schemaDocstrings = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((file) => {
    const document = tree.graphql(file);
    return document === null ? [] : undocumented(file, document);
  });

function undocumented({ path }: SourceFile, document: DocumentNode): readonly Finding[] {
  const found: Finding[] = [];
  const trail: string[] = [];
  visit(document, {
    enter(node) {
      if (!('name' in node) || node.name?.kind !== Kind.NAME) return;
      trail.push(node.name.value);
      if (mustExplain(node) && !isExplained(node)) {
        const message = `\`${trail.join('.')}\` has no docstring`;
        found.push({ file: path, line: node.loc?.startToken.line ?? 1, rule: 'schema-docstrings', message });
      }
    },
    leave(node) {
      if ('name' in node && node.name?.kind === Kind.NAME) trail.pop();
    },
  });
  return found;
}

function mustExplain(node: ASTNode): boolean {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      return !ROOTS.has(node.name.value);
    case Kind.FIELD_DEFINITION:
    case Kind.INPUT_VALUE_DEFINITION:
      return node.name.value !== 'id';
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_VALUE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.DIRECTIVE_DEFINITION:
      return true;
    default:
      return false;
  }
}

const isExplained = (node: ASTNode): boolean => 'description' in node && (node.description?.value.trim() ?? '') !== '';
