import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkRow, itemsOf, type Row } from '../fixtures/foreign/odd-rows.ts';
import {
  itemsResponse,
  type OddSubgraphs,
  openOddSubgraphs,
  type SentBodies,
} from '../fixtures/foreign/odd-subgraphs.ts';

let odd: OddSubgraphs;
beforeAll(async () => {
  odd = await openOddSubgraphs();
});
afterAll(() => odd?.close());

const TWO = itemsResponse(2);
const ONE = itemsResponse(1);

const check = (...row: Row): Promise<void> => checkRow(odd, ...row);

describe('what is odd beside the data takes nothing of it away:', () => {
  test.each<Row>([
    [
      'errors null, at the root',
      { root: TWO.replace(/}$/, ',"errors":null}'), x: '{"data":{"_entities":[{"x":1},{"x":2}]}}' },
      itemsOf(1, 2),
      [],
    ],
    [
      'errors null, of entities',
      { root: TWO, x: '{"data":{"_entities":[{"x":1},{"x":2}]},"errors":null}' },
      itemsOf(1, 2),
      [],
    ],
    [
      'errors and extensions null',
      { root: TWO, x: '{"data":{"_entities":[{"x":1},{"x":2}]},"errors":null,"extensions":null}' },
      itemsOf(1, 2),
      [],
    ],
    [
      'no errors in a list',
      { root: TWO, x: '{"data":{"_entities":[{"x":1},{"x":2}]},"errors":[]}' },
      itemsOf(1, 2),
      [],
    ],
    [
      'errors that is an empty object',
      { root: TWO, x: '{"data":{"_entities":[{"x":1},{"x":2}]},"errors":{}}' },
      itemsOf(1, 2),
      [],
    ],
    [
      'an error about nothing that is null',
      { root: TWO, x: '{"data":{"_entities":[{"x":1},{"x":2}]},"errors":["m"]}' },
      itemsOf(1, 2),
      ['INTERNAL'],
    ],
    [
      'errors null, of a mutation',
      { root: '{"data":{"count":3},"errors":null}' },
      { count: 3 },
      [],
      'mutation { count }',
    ],
    [
      'an odd error, of a mutation',
      { root: '{"data":{"count":3},"errors":[null]}' },
      { count: 3 },
      ['INTERNAL'],
      'mutation { count }',
    ],
    [
      'a status of 500, of a mutation',
      { root: '{"data":{"count":3}}', status: 500 },
      { count: 3 },
      [],
      'mutation { count }',
    ],
  ])('%s', check);

  test.each([200, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504])('status %d', async (status) => {
    await check(
      '',
      { root: TWO, x: '{"data":{"_entities":[{"x":1},{"x":2}]},"errors":null}', status },
      itemsOf(1, 2),
      [],
    );
  });
});

describe('an error stands at the nulls that it is about:', () => {
  const error = (rest: string): string => `"errors":[{"message":"m","extensions":{"code":"FORBIDDEN"}${rest}}]`;
  const entities = (rest: string, list = '[{"x":null},{"x":2}]'): SentBodies => ({
    root: TWO,
    x: `{"data":{"_entities":${list}},${error(rest)}}`,
  });
  test.each<Row>([
    ['path absent', entities(''), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    ['path null', entities(',"path":null'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    ['path of another type', entities(',"path":"items"'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    ['path exact', entities(',"path":["_entities",0,"x"]'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    [
      'path to an entity',
      entities(',"path":["_entities",0]', '[null,{"x":2}]'),
      itemsOf(null, 2),
      ['items.0.x FORBIDDEN'],
    ],
    [
      'path to a null in the list of entities',
      entities(',"path":["_entities",0,null]'),
      itemsOf(null, 2),
      ['items.0.x FORBIDDEN'],
    ],
    ['path to entities', entities(',"path":["_entities"]'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    [
      'path to an entity that there is not',
      entities(',"path":["_entities",7,"x"]'),
      itemsOf(null, 2),
      ['items.0.x FORBIDDEN'],
    ],
    [
      'path to a field that nobody selected',
      entities(',"path":["_entities",0,"nope"]'),
      itemsOf(null, 2),
      ['items.0.x FORBIDDEN'],
    ],
    ['path below a leaf', entities(',"path":["_entities",0,"x","nope",3]'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    ['path to nothing', entities(',"path":["nope"]'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    ['no data', { root: TWO, x: `{"data":null,${error('')}}` }, itemsOf(null, null), ['items FORBIDDEN']],
    ['no data, of one', { root: ONE, x: `{"data":null,${error('')}}` }, itemsOf(null), ['items.0.x FORBIDDEN']],
    [
      'no data, of one with two fields',
      { root: ONE, x: `{${error('')}}` },
      { items: [{ x: null, y: null }] },
      ['items.0.x FORBIDDEN', 'items.0.y FORBIDDEN'],
      '{ items { x y } }',
    ],
    [
      'no data, an error at one of two',
      { root: TWO, x: `{"data":null,${error(',"path":["_entities",0,"x"]')}}` },
      itemsOf(null, null),
      ['items.0.x FORBIDDEN', 'items.1.x FORBIDDEN'],
    ],
    ['locations of another type', entities(',"locations":"1:1"'), itemsOf(null, 2), ['items.0.x FORBIDDEN']],
    ['several nulls without a path', entities('', '[{"x":null},{"x":null}]'), itemsOf(null, null), ['items FORBIDDEN']],
    [
      'at a root that is an own alias',
      { root: `{"data":{"n":null},${error(',"path":["n"]')}}` },
      { n: null },
      ['n FORBIDDEN'],
      '{ n: name }',
    ],
    [
      'path beyond the end of a list at the root',
      { root: ONE.replace(/}$/, `,${error(',"path":["items",7,"id"]')}}`), x: '{"data":{"_entities":[{"x":1}]}}' },
      itemsOf(1),
      ['items FORBIDDEN'],
    ],
  ])('%s', check);

  test.each([200, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503])('status %d without data', async (status) => {
    const root = '{"errors":[{"message":"Sign in first","extensions":{"code":"UNAUTHENTICATED"}}]}';
    const { data, errors } = await odd.ask('{ name }', { root, status });
    expect(data).toEqual({ name: null });
    expect(errors).toEqual([{ message: 'Sign in first', path: ['name'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test.each(['<html>Sign in</html>', '', '{"detail":"Sign in"}'])(
    '401 with %j is a subgraph that is away',
    async (root) => {
      await check('', { root, status: 401 }, { name: null }, ['name SUBGRAPH_UNAVAILABLE'], '{ name }');
    },
  );
});

test('a subgraph that is away is said at each null that it caused, and at their list where several stand in one', async () => {
  const query = '{ one { id x y } items { x y } }';
  const root =
    '{"data":{"one":{"__typename":"Item","id":"7"},"items":[{"__typename":"Item","id":"1"},{"__typename":"Item","id":"2"}]}}';
  await check(
    '',
    { root, x: '<html>' },
    {
      one: { id: '7', x: null, y: null },
      items: [
        { x: null, y: null },
        { x: null, y: null },
      ],
    },
    ['one.x SUBGRAPH_UNAVAILABLE', 'one.y SUBGRAPH_UNAVAILABLE', 'items SUBGRAPH_UNAVAILABLE'],
    query,
  );
});
