import {
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
  type TypeNode,
  type UnionTypeDefinitionNode,
  visit,
} from 'graphql';
import { contractsOf } from './selections.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

interface Remark {
  readonly line: number;
  readonly message: string;
}

/** Contracts follow the naming conventions: mutations, payloads, lists, connections, letter case. */
export const schemaStyle = (tree: Tree): readonly Finding[] =>
  contractsOf(tree).flatMap((file) => {
    const document = tree.graphql(file);
    return document === null ? [] : styleOf(file, document);
  });

const styleOf = ({ path }: SourceFile, document: DocumentNode): readonly Finding[] =>
  [...letterCase(document), ...listsAndConnections(document), ...mutations(document)].map((remark) => ({
    file: path,
    rule: 'schema-style',
    ...remark,
  }));

const remarkOn = (node: { loc?: FieldDefinitionNode['loc'] }, message: string): Remark => ({
  line: node.loc?.startToken.line ?? 1,
  message,
});

interface LetterCase {
  readonly pattern: RegExp;
  readonly what: string;
}

const PASCAL: LetterCase = { pattern: /^[A-Z][A-Za-z0-9]*$/, what: 'types are PascalCase' };
const CAMEL: LetterCase = { pattern: /^[a-z][A-Za-z0-9]*$/, what: 'fields and arguments are camelCase' };
const UPPER_SNAKE: LetterCase = { pattern: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, what: 'enum values are UPPER_SNAKE' };

const CASES: ReadonlyMap<string, LetterCase> = new Map([
  [Kind.OBJECT_TYPE_DEFINITION, PASCAL],
  [Kind.INTERFACE_TYPE_DEFINITION, PASCAL],
  [Kind.UNION_TYPE_DEFINITION, PASCAL],
  [Kind.ENUM_TYPE_DEFINITION, PASCAL],
  [Kind.INPUT_OBJECT_TYPE_DEFINITION, PASCAL],
  [Kind.SCALAR_TYPE_DEFINITION, PASCAL],
  [Kind.ENUM_VALUE_DEFINITION, UPPER_SNAKE],
  [Kind.FIELD_DEFINITION, CAMEL],
  [Kind.INPUT_VALUE_DEFINITION, CAMEL],
]);

function letterCase(document: DocumentNode): readonly Remark[] {
  const remarks: Remark[] = [];
  visit(document, {
    enter(node) {
      const expected = CASES.get(node.kind);
      if (expected === undefined || !('name' in node) || node.name?.kind !== Kind.NAME) return;
      const { value } = node.name;
      if (!expected.pattern.test(value)) remarks.push(remarkOn(node.name, `\`${value}\`: ${expected.what}`));
    },
  });
  return remarks;
}

function listsAndConnections(document: DocumentNode): readonly Remark[] {
  const remarks: Remark[] = [];
  visit(document, {
    enter(field) {
      if (field.kind !== Kind.FIELD_DEFINITION) return;
      const name = field.name.value;
      if (hasLooseList(field.type) && !isExcused(field))
        remarks.push(remarkOn(field.name, `\`${name}\`: lists are \`[T!]!\``));
      if (!namedType(field.type).endsWith('Connection')) return;
      const missing = ['first', 'after'].filter((one) => !field.arguments?.some((arg) => arg.name.value === one));
      if (missing.length === 0) return;
      remarks.push(
        remarkOn(field.name, `\`${name}\`: a connection takes \`first\` and \`after\`; no ${missing.join(', ')}`),
      );
    },
  });
  return remarks;
}

/** Arguments by which many things are read at once. */
const BATCHES: ReadonlySet<string> = new Set(['ids', 'requests']);

/**
 * Two lists are looser with good reason: a batch read by `ids` or `requests` answers in their order, null for what is not
 * there; and a list that a permission can withhold is null as a whole, which its docstring says.
 */
function isExcused(field: FieldDefinitionNode): boolean {
  const type = print(field.type);
  if (/^\[\w+\]!$/.test(type)) return field.arguments?.some(({ name }) => BATCHES.has(name.value)) === true;
  return /^\[\w+!\]$/.test(type) && /\bnull when\b/i.test(field.description?.value ?? '');
}

/** Whether a list anywhere in the type may be null or hold null. */
function hasLooseList(type: TypeNode, nonNull = false): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return hasLooseList(type.type, true);
  if (type.kind === Kind.NAMED_TYPE) return false;
  return !nonNull || type.type.kind !== Kind.NON_NULL_TYPE || hasLooseList(type.type);
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const mutations = (document: DocumentNode): readonly Remark[] =>
  document.definitions
    .filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION || one.kind === Kind.OBJECT_TYPE_EXTENSION)
    .filter(({ name }) => name.value === 'Mutation')
    .flatMap(({ fields }) => fields ?? [])
    .flatMap((field) => [...signature(field), ...payload(document, field)]);

const pascal = ({ name }: FieldDefinitionNode): string => name.value.charAt(0).toUpperCase() + name.value.slice(1);

function signature(field: FieldDefinitionNode): readonly Remark[] {
  const name = pascal(field);
  const args = (field.arguments ?? []).map((arg) => `${arg.name.value}: ${print(arg.type)}`);
  const input = `input: ${name}Input!`;
  return [
    ...(args.length === 0 || (args.length === 1 && args[0] === input)
      ? []
      : [remarkOn(field.name, `\`${field.name.value}\` takes \`${input}\` alone, or nothing`)]),
    ...(print(field.type) === `${name}Payload!`
      ? []
      : [remarkOn(field.name, `\`${field.name.value}\` returns \`${name}Payload!\``)]),
  ];
}

function payload(document: DocumentNode, field: FieldDefinitionNode): readonly Remark[] {
  const name = pascal(field);
  const types = document.definitions.filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION);
  const errors = types
    .find((one) => one.name.value === `${name}Payload`)
    ?.fields?.find((one) => one.name.value === 'errors');
  const union = document.definitions
    .filter((one) => one.kind === Kind.UNION_TYPE_DEFINITION)
    .find((one) => one.name.value === `${name}Error`);
  if (errors === undefined || union === undefined || print(errors.type) !== `[${name}Error!]!`) {
    return [remarkOn(field.name, `\`${name}Payload\` has \`errors: [${name}Error!]!\`, a union of refusals`)];
  }
  return strangers(union, types);
}

/** Members of a union of refusals that are not refusals. */
const strangers = (union: UnionTypeDefinitionNode, types: readonly ObjectTypeDefinitionNode[]): readonly Remark[] =>
  (union.types ?? [])
    .filter(({ name }) => {
      const member = types.find((one) => one.name.value === name.value);
      return !member?.interfaces?.some((one) => one.name.value === 'UserError');
    })
    .map((member) =>
      remarkOn(member, `\`${member.name.value}\` in \`${union.name.value}\` does not implement UserError`),
    );
