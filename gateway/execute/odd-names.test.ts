import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../fixtures/accounts.ts';
import { post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';

const ALL = [accounts, products, reviews];
let gateway: Gateway;
beforeAll(async () => {
  gateway = await openFixtureGateway({ supergraphSdl: composeFixtures(ALL), subgraphs: openFixtures(ALL).subgraphs });
});
afterAll(() => gateway.close());

/** Names that a client may choose, and that every plain object of JavaScript has something under. */
describe.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s', (name) => {
  /** As JSON: a literal would set a prototype. */
  const own = (value: unknown): string => JSON.stringify([value]).slice(1, -1);

  test('as a variable', async () => {
    const query = `query ($${name}: String, $id: ID!) { echo(text: $${name}) user(id: $id) { name } }`;
    if (name === '__proto__') {
      const refused = await post(gateway.url, { query, variables: { id: 'u1' } });
      return void expect(refused.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    const response = await post(gateway.url, `{"query":${own(query)},"variables":{"${name}":"a","id":"u1"}}`);
    expect(response.body).toEqual({ data: { echo: 'a', user: { name: 'Ada' } } });
    const without = await post(gateway.url, { query, variables: { id: 'u1' } });
    expect(without.body).toEqual({ data: { echo: null, user: { name: 'Ada' } } });
  });

  test('as a condition', async () => {
    const query = `query ($${name}: Boolean!) { a: echo(text: "a") @include(if: $${name}) b: echo(text: "b") }`;
    const response = await post(gateway.url, `{"query":${own(query)},"variables":{"${name}":false}}`);
    if (name !== '__proto__') expect(response.body).toEqual({ data: { b: 'b' } });
    for (const nullable of [query, query.replace('Boolean!', 'Boolean')])
      expect((await post(gateway.url, { query: nullable })).body.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
  });

  test('as an alias', async () => {
    const query = `{ ${name}: user(id: "u1") { ${name}: name reviews { ${name}: product { ${name}: name } } } }`;
    const { text } = await post(gateway.url, { query });
    expect(text).toBe(`{"data":{"${name}":{"${name}":"Ada","reviews":[{"${name}":{"${name}":"Table"}}]}}}`);
  });

  test('as the name of a fragment and of an operation', async () => {
    const query = `query ${name} { ...${name} } query Other { __typename } fragment ${name} on Query { echo(text: "a") }`;
    expect((await post(gateway.url, { query, operationName: name })).body).toEqual({ data: { echo: 'a' } });
    expect((await post(gateway.url, { query: `{ ...${name} }` })).body.errors?.length).toBe(1);
  });

  test('as a name that is not there', async () => {
    for (const query of [`{ ${name} }`, `{ echo(${name}: "a") }`, `{ user(id: "u1") { ... on ${name} { id } } }`])
      expect((await post(gateway.url, { query })).body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });
});
