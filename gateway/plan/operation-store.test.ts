import { expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { createOperationStore } from './operation-store.ts';

const SECRETS = composeFixtures([
  {
    name: 'secrets',
    typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@requiresScopes"])
      type Query { t: Thing u(text: String): Thing }
      interface Thing { id: ID! }
      type A implements Thing { id: ID! secret: String @requiresScopes(scopes: [["a"]]) }
      type B implements Thing { id: ID! secret: String @requiresScopes(scopes: [["b"]]) }`,
    resolvers: {},
  },
]);

const openStore = () =>
  createOperationStore(buildSupergraph(SECRETS), { limits: false, production: false }, () => true);

function prepare(store: ReturnType<typeof openStore>, query: string, { variables = {}, scopes = [''] } = {}) {
  const caller: Caller = { ...ANONYMOUS, viewerId: 'usr_1', scopes };
  return store.prepare({ query, variables }, caller);
}

function textOf(store: ReturnType<typeof openStore>, ...request: [string, Parameters<typeof prepare>[2]?]): string {
  const found = prepare(store, ...request);
  if (!found.ok) throw new Error(found.refusal[0]?.message);
  return planText(found.value);
}

function planText({ plan: { node } }: PlannedOperation): string {
  if (node?.kind !== 'Fetch') throw new Error('not one fetch');
  return node.operation;
}

test('who is denied a field of one type does not get the plan of who is denied it of another', () => {
  const store = openStore();
  const query = '{ t { ... on A { secret } ... on B { secret } } }';
  expect(textOf(store, query, { scopes: ['b'] })).toMatch(/on B\s*{\s*secret/);
  expect(textOf(store, query, { scopes: ['a'] })).toMatch(/on A\s*{\s*secret/);
  expect(textOf(store, query, { scopes: ['a'] })).not.toMatch(/on B\s*{\s*secret/);
});

test('each way that conditions go has a plan of its own, without conditions', () => {
  const store = openStore();
  const query =
    'query ($yes: Boolean!, $text: String) { t @include(if: $yes) { id } u(text: $text) @skip(if: $yes) { id } }';
  const ways = [true, false].map((yes) => textOf(store, query, { variables: { yes, text: 'x' } }));
  expect(ways[0]).toMatch(/\bt\s*{/);
  expect(ways[0]).not.toMatch(/\bu\(|@skip|@include/);
  expect(ways[1]).toMatch(/\bu\(text:\$text/);
  expect(ways[1]).not.toMatch(/\bt\s*{|@skip|@include/);
});

test('a plan does not depend on other variables', () => {
  const store = openStore();
  const plans = ['x', 'y'].map((text) => {
    const found = prepare(store, 'query ($text: String) { u(text: $text) { id } }', { variables: { text } });
    return found.ok ? found.value.plan : null;
  });
  expect(plans[0]).toBe(plans[1]);
});

test('a condition that is null is refused', () => {
  const found = prepare(openStore(), 'query ($on: Boolean = true) { t @include(if: $on) { id } }', {
    variables: { on: null },
  });
  expect(found).toMatchObject({ ok: false, refusal: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});
