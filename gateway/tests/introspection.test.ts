import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { post } from '../fixtures/clients.ts';
import { openForeignGateway } from '../fixtures/foreign/open-foreign.ts';

const there = { Query: { ok: () => 1, again: () => ({}), ware: () => ({ id: '1', query: {} }) } };
const SUBGRAPHS = {
  a: {
    typeDefs: `
      type Query { ok: Int again: Query ware: Ware }
      type Mutation { write: Written }
      type Written { query: Query }
      type Ware @key(fields: "id") { id: ID! query: Query! }`,
    resolvers: { ...there, Mutation: { write: () => ({ query: {} }) } },
  },
  b: {
    typeDefs: 'type Query { far: Int } type Ware @key(fields: "id") { id: ID! old: Int @deprecated }',
    resolvers: { Query: { far: () => 2 } },
  },
};
const ALL_OPTIONS = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  experimentalDirectiveDeprecation: true,
  oneOf: true,
};

describe('questions about the schema', () => {
  let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
  beforeAll(async () => {
    gateway = await openForeignGateway(SUBGRAPHS);
  });
  afterAll(() => gateway?.close());

  test.each([
    [
      'beside and without fields of subgraphs',
      '{ far __type(name: "Ware") { isOneOf name } ok }',
      { far: 2, __type: { isOneOf: null, name: 'Ware' }, ok: 1 },
    ],
    [
      'below a nested root',
      '{ again { __schema { queryType { name } } far } ware { query { s: __schema { queryType { name } } } } }',
      {
        again: { __schema: { queryType: { name: 'Query' } }, far: 2 },
        ware: { query: { s: { queryType: { name: 'Query' } } } },
      },
    ],
    [
      'below a mutation',
      'mutation { write { query { __type(name: "Ware") { name } far } } }',
      { write: { query: { __type: { name: 'Ware' }, far: 2 } } },
    ],
    [
      'that the planner does not know',
      '{ __schema { directives(includeDeprecated: true) { isDeprecated deprecationReason } } }',
      { __schema: { directives: Array(5).fill({ isDeprecated: false, deprecationReason: null }) } },
    ],
    [
      'with variables in fragments',
      `query ($all: Boolean = true, $yes: Boolean = true) {
        a: __type(name: "Ware") { ...F } b: __type(name: "Ware") @skip(if: $yes) { name } ...G
      }
      fragment F on __Type { fields(includeDeprecated: $all) { name } }
      fragment G on Query { c: __type(name: "Int") @include(if: $yes) { kind } }`,
      { a: { fields: [{ name: 'id' }, { name: 'query' }, { name: 'old' }] }, c: { kind: 'SCALAR' } },
    ],
    [
      'in two fragments, and about a type that does not exist',
      '{ ...F __schema { __typename } no: __type(name: "No") { name } } fragment F on Query { __schema { mutationType { name } } }',
      { __schema: { mutationType: { name: 'Mutation' }, __typename: '__Schema' }, no: null },
    ],
  ])('are answered %s', async (_, query, data) => {
    expect((await post(gateway.url, { query })).body).toEqual({ data });
  });

  test.each([
    ['oneOf', { oneOf: true }],
    ['every option', ALL_OPTIONS],
  ])('are answered to tools that ask with %s', async (_, options) => {
    const { body } = await post(gateway.url, { query: getIntrospectionQuery(options) });
    expect(body.errors).toBeUndefined();
    // The answer's shape is that of graphql-js, which reads it here.
    const schema = buildClientSchema(body.data as unknown as IntrospectionQuery);
    expect(Object.keys(schema.getTypeMap())).toEqual(expect.arrayContaining(['Ware', 'Written']));
  });

  test('what a type of introspection offers may be asked for', async () => {
    const names = async (type: string): Promise<string[]> => {
      const { body } = await post(gateway.url, {
        query: `{ __type(name: "${type}") { fields { name type { kind ofType { kind } } } } }`,
      });
      const fields: { name: string; type: { kind: string; ofType: { kind: string } | null } }[] = Object(
        body.data?.['__type'],
      ).fields;
      return fields
        .filter(({ type: { kind, ofType } }) => !/OBJECT|LIST/.test(`${kind}${ofType?.kind}`))
        .map(({ name }) => name);
    };
    const of = async (type: string) => (await names(type)).join(' ');
    const query = `{ __schema { types { ${await of('__Type')} fields { ${await of('__Field')} args { ${await of('__InputValue')} } }
      enumValues { ${await of('__EnumValue')} } } directives { ${await of('__Directive')} } } }`;
    expect((await post(gateway.url, { query })).body.errors).toBeUndefined();
  });
});

test('in production they are refused, wherever they stand', async () => {
  const gateway = await openForeignGateway(SUBGRAPHS, { production: true });
  for (const query of ['{ __schema { queryType { name } } }', '{ again { __type(name: "Ware") { name } } }'])
    expect((await post(gateway.url, { query })).body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'BAD_USER_INPUT',
    ]);
  await gateway.close();
});
