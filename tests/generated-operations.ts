import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** An operation that selects one root field, with its arguments. */
export interface GeneratedOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  readonly document: string;
  /** Values of the right types. */
  variables(material: Material): Record<string, unknown>;
}

/** What values are made of. */
export interface Material {
  /** A part of each text, for what must be unique. */
  readonly word: string;
  /** Ids by type name, for arguments such as `messageId`, and `id` of a field that returns a `Message`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** How many objects below the root field are selected. */
const SELECTION_DEPTH = 2;

/** Arguments that ask for a page other than the first. */
const PAGING_ARGUMENTS = ['after', 'before', 'last'];

/** Fields with which Apollo reads a subgraph. */
const FEDERATION_FIELDS = ['_service', '_entities'];

/** One operation for each root field of a schema. */
export function generateOperations(schema: GraphQLSchema): GeneratedOperation[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {})
      .filter(({ name }) => !FEDERATION_FIELDS.includes(name))
      .map(({ name, type, ...field }) => {
        const args = field.args.filter((arg) => !PAGING_ARGUMENTS.includes(arg.name));
        const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(' ');
        const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(' ');
        const inParentheses = (text: string) => (text === '' ? '' : `(${text})`);
        const selection = selectionOf(schema, type, SELECTION_DEPTH);
        return {
          kind,
          field: name,
          document: `${kind} ${inParentheses(declared)} { ${name}${inParentheses(given)} ${selection} }`,
          variables: (material: Material) => valuesOf(args, material, getNamedType(type).name),
        };
      }),
  );
}

/** Fields of an entity, and of the objects below it. */
export const selectionOfEntity = (schema: GraphQLSchema, type: GraphQLObjectType): string =>
  selectionOf(schema, type, SELECTION_DEPTH);

function selectionOf(schema: GraphQLSchema, type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const types = isAbstractType(named) ? schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
  const fragments = types.map((one) => `... on ${one.name} { ${fieldsOf(schema, one, depth)} }`);
  return `{ __typename ${fragments.join(' ')} }`;
}

/** Aliased by type: fields of one name in two types of a union may differ in what they return. */
function fieldsOf(schema: GraphQLSchema, type: GraphQLObjectType, depth: number): string {
  return Object.values(type.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .filter((field) => depth > 0 || isLeafType(getNamedType(field.type)))
    .map((field) => `${type.name}_${field.name}: ${field.name} ${selectionOf(schema, field.type, depth - 1)}`)
    .concat('__typename')
    .join(' ');
}

const SCALARS: Readonly<Record<string, (word: string) => unknown>> = {
  String: (word) => `text-${word}`,
  Int: () => 1,
  Float: () => 1.5,
  Boolean: () => true,
  Date: () => '1990-05-17',
  DateTime: () => '2030-01-01T00:00:00.000Z',
  Locale: () => 'en',
  MinorUnits: () => '1000',
  CurrencyCode: () => 'EUR',
  URL: (word) => `https://example.com/${word}`,
};

type Input = GraphQLArgument | GraphQLInputField;

/** `typeName` is what a plain `id` belongs to. */
const valuesOf = (inputs: readonly Input[], material: Material, typeName: string): Record<string, unknown> =>
  Object.fromEntries(inputs.map((input) => [input.name, makeValue(input, input.type, material, typeName)]));

function makeValue(input: Input, type: GraphQLInputType, material: Material, typeName: string): unknown {
  if (isNonNullType(type)) return makeValue(input, type.ofType, material, typeName);
  if (isListType(type)) return [makeValue(input, type.ofType, material, typeName)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    // What it requires, or else its first field: two may exclude each other.
    const fields = Object.values(type.getFields());
    const required = fields.filter(isRequiredInputField);
    return valuesOf(required.length > 0 ? required : fields.slice(0, 1), material, typeName);
  }
  if (type.name === 'ID') return idOf(input.name, material, typeName);
  if (input.name === 'emoji') return '👍';
  const make = SCALARS[type.name];
  if (make === undefined) throw new Error(`There is no value for the scalar ${type.name}.`);
  return make(material.word);
}

/** Of the type that the name says; of somebody else when there is none of it. */
function idOf(name: string, { word, ids }: Material, typeName: string): string {
  const named = name.replace(/Ids?$/, '').toLowerCase();
  const type = Object.keys(ids).find((one) => one.toLowerCase() === (named === 'id' ? typeName.toLowerCase() : named));
  return (type === undefined ? undefined : ids[type]) ?? `usr_other_${word}`;
}
