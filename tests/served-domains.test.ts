import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ExecutionResult, isUnionType, parse } from 'graphql';
import { ANONYMOUS, type Caller } from '../runtime/executor/caller.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import type { Subgraph } from '../runtime/subgraph/subgraph.ts';
import { type DomainClient, nextOf } from './domain-client.ts';
import { type Answer, type DomainWorld, openDomainWorld } from './domain-world.ts';
import { type GeneratedOperation, generateOperations, selectionOfEntity } from './generated-operations.ts';
import { createRows, overBound } from './statement-bounds.ts';

// Domains' own tests ask them in process. What those show holds over HTTP and WebSocket as far as an answer there is the
// same as in process, for every root field and every kind of caller, which is shown here for each domain of the supergraph.

const domains = await Promise.all(
  readSupergraphConfig().map(async ({ name }) => {
    const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
    const typeDefs = parse(readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8'));
    const schema = buildSubgraphSchema(typeDefs);
    const entity = schema.getType('_Entity');
    const types = isUnionType(entity) ? entity.getTypes() : [];
    const entities = new Map(types.map((type) => [type.name, selectionOfEntity(schema, type)]));
    return { name, subgraph, operations: generateOperations(schema), entities };
  }),
);

/** Whoever is asked about is there, and a friend of the others. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  auth: (_, { ids }) => ({ users: [ids].flat().map((id) => ({ id })) }),
  friends: (_, { otherIds }) => ({
    relationships: [otherIds].flat().map(() => ({ areFriends: true, blocked: false })),
  }),
};

/** An answer without what differs from one call to the next: ids, times and secrets. */
function shapeOf(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => shapeOf(one));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one, name)]));
  }
  return typeof value === 'string' && !['__typename', 'code', 'message'].includes(key) ? 'text' : value;
}

/** On the wire an error does not say where in the document it came up. */
const withoutLocations = ({ errors, ...result }: ExecutionResult) => ({
  ...result,
  ...(errors === undefined ? {} : { errors: errors.map(({ locations: _, ...error }) => error) }),
});

/** Subscriptions that begin with a state, so that something comes at once. */
const BEGIN_WITH_A_STATE = ['presenceChanged'];

/** How a subscription begins: with the data or codes of what comes first, or with nothing when that is not waited for. */
async function beginningOf(
  client: DomainClient,
  document: string,
  variables: Record<string, unknown>,
  caller: Caller,
  isFirstAwaited: boolean,
): Promise<unknown> {
  const codesOf = (errors: unknown) => [errors].flat().map((error) => String(Object(error).extensions?.code));
  try {
    const stream = await client.subscribe(document, variables, caller);
    const first = isFirstAwaited ? await nextOf(stream) : {};
    await stream.return?.();
    return first.errors === undefined ? (first.data ?? 'nothing yet') : codesOf(first.errors);
  } catch (error) {
    return codesOf(Object(error).cause);
  }
}

/** First what makes things, so that there is something to act on. */
const endsSomething = ({ field }: GeneratedOperation) =>
  /^(delete|remove|leave|reject|cancel|block|end|revoke)/.test(field);
const byWhetherItEndsSomething = (one: GeneratedOperation, other: GeneratedOperation) =>
  Number(endsSomething(one)) - Number(endsSomething(other));

describe.each(domains)('$name, served', ({ name, subgraph, operations, entities }) => {
  let world: DomainWorld;

  beforeAll(async () => {
    const now = new Date('2026-11-20T12:00:00.000Z');
    const { [name]: _own, ...answers } = ANSWERS;
    world = await openDomainWorld(subgraph, {
      served: true,
      now: () => now,
      domains: domains.map((one) => one.name),
      answers,
    });
  });
  afterAll(() => world.close());

  const operationsOf = (kind: GeneratedOperation['kind']) => operations.filter((operation) => operation.kind === kind);
  const callersOf = (word: string): readonly (readonly [string, Caller])[] => [
    ['a visitor', ANONYMOUS],
    ['a person', world.as(`usr_${word}`)],
    ['a domain', world.asService('gateway')],
  ];
  /** By the callers' word: the ids that they received last, by type name. */
  const lastIds: Record<'ada' | 'ben', Record<string, string>> = { ada: {}, ben: {} };
  /** The responses to each kind of caller, one after another. `word` is in all that they write. */
  const answersTo = async (client: DomainClient, { document, variables }: GeneratedOperation, word: 'ada' | 'ben') => {
    const ids = lastIds[word];
    const answers: Record<string, object> = {};
    for (const [who, caller] of callersOf(word)) {
      const answer = withoutLocations(await client.execute(document, variables({ word, ids }), caller));
      for (const [id, prefix] of JSON.stringify(answer).matchAll(/\b([a-z]+)_[0-9a-f-]{36}\b/g)) {
        const type = subgraph.ids[prefix ?? ''];
        if (type !== undefined) ids[type] = id;
      }
      answers[who] = answer;
    }
    return answers;
  };

  test.each(operationsOf('mutation').sort(byWhetherItEndsSomething))(
    'mutation $field is answered as in process',
    async (operation) => {
      const served = await answersTo(world, operation, 'ada');

      expect(shapeOf(served)).toEqual(shapeOf(await answersTo(world.inProcess, operation, 'ben')));
    },
  );

  test.each(operationsOf('query'))('query $field is answered as in process', async (operation) => {
    const served = await answersTo(world, operation, 'ada');

    expect(served).toEqual(await answersTo(world.inProcess, operation, 'ada'));
  });

  for (const { field, document, variables } of operationsOf('subscription')) {
    test(`subscription ${field} begins as in process`, async () => {
      const values = variables({ word: 'ada', ids: lastIds.ada });
      for (const [who, caller] of callersOf('ada')) {
        const hasState = BEGIN_WITH_A_STATE.includes(field);
        const inProcess = await beginningOf(world.inProcess, document, values, caller, hasState);
        // Over the wire a refusal is the first that comes, in process it comes in place of a stream.
        const isRefused = Array.isArray(inProcess);
        const served = await beginningOf(world, document, values, caller, hasState || isRefused);
        expect([who, served]).toEqual([who, inProcess]);
      }
    });
  }

  test.each([...entities.keys()])('%s is kept from a stranger at _entities as in process', async (type) => {
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { id } } }`;
    const of = [{ __typename: type, id: lastIds.ada[type] ?? 'usr_other_ada' }];
    for (const [, caller] of callersOf('stranger')) {
      const served = withoutLocations(await world.execute(query, { of }, caller));
      expect(served).toEqual(withoutLocations(await world.inProcess.execute(query, { of }, caller)));
    }
  });

  for (const { path } of subgraph.routes.filter(({ method }) => method === 'GET')) {
    test(`GET ${path} answers as in process`, async () => {
      const [served, inProcess] = await Promise.all([world.get(path), world.inProcess.get(path)]);

      expect(served.status).toBe(inProcess.status);
      expect(served.headers.get('content-type')).toBe(inProcess.headers.get('content-type'));
      expect(await served.text()).toBe(await inProcess.text());
    });
  }

  test('20 rows are read with the statements of 2, one for each loader and level', async () => {
    const as = (viewerId: string) => world.as(viewerId, { scopes: ['admin', 'notify'] });
    const rows = createRows({ client: world.inProcess, operations, entities, ids: subgraph.ids, as });
    await rows.growTo(2);
    const few = await rows.measure();
    await rows.growTo(20);

    expect(overBound(few, await rows.measure())).toEqual([]);
  });

  test.each<[string, () => Record<string, string>]>([
    ['no token', () => ({})],
    [
      'a token for another subgraph',
      () => ({ authorization: `Bearer ${world.callerToken(world.as('usr_ada'), 'other')}` }),
    ],
    ['what is no token', () => ({ authorization: 'Bearer nonsense' })],
  ])('with %s nothing is answered', async (_, headers) => {
    for (const query of [
      '{ __typename }',
      '{ _service { sdl } }',
      '{ _entities(representations: []) { __typename } }',
    ]) {
      const response = await fetch(world.url ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers() },
        body: JSON.stringify({ query }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });
});
