import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkRow, ITEMS, itemsOf, type Row } from '../fixtures/foreign/odd-rows.ts';
import { errorsIn, itemsResponse, type OddSubgraphs, openOddSubgraphs } from '../fixtures/foreign/odd-subgraphs.ts';

let odd: OddSubgraphs;
beforeAll(async () => {
  odd = await openOddSubgraphs();
});
afterAll(() => odd?.close());

const TWO = itemsResponse(2);
const ONE = itemsResponse(1);

const check = (...row: Row): Promise<void> => checkRow(odd, ...row);

describe('a type that cannot be is null with an error:', () => {
  const FACES = '{ faces { __typename id } }';
  const ANY = '{ any { __typename ... on Item { id } } }';
  test.each<Row>([
    [
      'no member of a union',
      { root: '{"data":{"any":[{"__typename":"Odd","id":"1"}]}}' },
      { any: [null] },
      ['any.0 INTERNAL'],
      ANY,
    ],
    [
      'none of an interface',
      { root: '{"data":{"faces":[{"__typename":"Odd","id":"1"}]}}' },
      { faces: [null] },
      ['faces.0 INTERNAL'],
      FACES,
    ],
    [
      'a name that no type has',
      { root: '{"data":{"faces":[{"__typename":"Nope","id":"1"}]}}' },
      { faces: [null] },
      ['faces.0 INTERNAL'],
      FACES,
    ],
    [
      'a scalar',
      { root: '{"data":{"faces":[{"__typename":"Int","id":"1"}]}}' },
      { faces: [null] },
      ['faces.0 INTERNAL'],
      FACES,
    ],
    [
      'no text',
      { root: '{"data":{"faces":[{"__typename":7,"id":"1"}]}}' },
      { faces: [null] },
      ['faces.0 INTERNAL'],
      FACES,
    ],
    [
      'another object type',
      { root: '{"data":{"one":{"__typename":"Toy","id":"1"}}}' },
      { one: null },
      ['one INTERNAL'],
      '{ one { __typename id } }',
    ],
    [
      'the root type',
      { root: '{"data":{"face":{"__typename":"Query","id":"1"}}}' },
      { face: null },
      ['face INTERNAL'],
      '{ face { ... on Item { id } } }',
    ],
    [
      'the interface itself',
      { root: '{"data":{"face":{"__typename":"Face","id":"1"}}}' },
      { face: null },
      ['face INTERNAL'],
      '{ face { id ... on Item { x } } }',
    ],
    ['none, of a union', { root: '{"data":{"any":[{"id":"1"}]}}' }, { any: [null] }, ['any.0 INTERNAL'], ANY],
    [
      'null, of an interface',
      { root: '{"data":{"face":{"__typename":null,"id":"1"}}}' },
      { face: null },
      ['face INTERNAL'],
      '{ face { __typename id } }',
    ],
    [
      'where null may not stand',
      { root: '{"data":{"must":{"__typename":"Toy","id":"1"}}}' },
      null,
      ['must INTERNAL'],
      '{ must { id } }',
    ],
    [
      'beside others',
      { root: '{"data":{"any":[{"__typename":"Toy"},{"__typename":"Odd"}]}}' },
      { any: [{ __typename: 'Toy' }, null] },
      ['any.1 INTERNAL'],
      ANY,
    ],
  ])('%s', check);

  test('an entity of another type is not put into the object that asked for it', async () => {
    const x = '{"data":{"_entities":[{"__typename":"Toy","x":1},{"x":2}]}}';
    const { data, errors } = await odd.ask(ITEMS, { root: TWO, x });
    expect([data, errors?.length]).toEqual([itemsOf(null, 2), 1]);
  });
});

describe('there is no null without an error:', () => {
  test.each<Row>([
    [
      'a key left out',
      { root: '{"data":{"items":[{"__typename":"Item"}]}}' },
      { items: [{ x: null }] },
      ['items.0.x INTERNAL'],
      '{ items { x } }',
    ],
    [
      'a key left out that is selected',
      { root: '{"data":{"name":null,"items":[{"__typename":"Item"}]}}' },
      { name: null, items: [null] },
      ['items.0.id INTERNAL'],
    ],
    [
      'a key null',
      { root: '{"data":{"items":[{"__typename":"Item","id":null}]}}', x: '{"data":{"_entities":[null]}}' },
      { items: [null] },
      ['items.0.id INTERNAL'],
      '{ items { id x } }',
    ],
    [
      'a type name left out',
      { root: '{"data":{"items":[{"id":"1"}]}}' },
      { items: [{ id: '1', x: null }] },
      ['items.0.x INTERNAL'],
      '{ items { id x } }',
    ],
    ['data without a field', { root: '{"data":{}}' }, { name: null, items: null }, ['name INTERNAL', 'items INTERNAL']],
    ['data without a field that must be', { root: '{"data":{}}' }, null, ['all INTERNAL'], '{ all { id } }'],
    ['data null', { root: '{"data":null}' }, { name: null }, ['name INTERNAL'], '{ name }'],
    [
      'data null, with a status of 500',
      { root: '{"data":null}', status: 500 },
      { name: null },
      ['name SUBGRAPH_UNAVAILABLE'],
      '{ name }',
    ],
    ['data null, of a mutation', { root: '{"data":null}' }, null, ['count INTERNAL'], 'mutation { count }'],
    ['data null, of entities', { root: TWO, x: '{"data":null}' }, itemsOf(null, null), ['items INTERNAL']],
    ['entities left out', { root: ONE, x: '{"data":{}}' }, itemsOf(null), ['items.0.x INTERNAL']],
    ['entities null', { root: ONE, x: '{"data":{"_entities":null}}' }, itemsOf(null), ['items.0.x INTERNAL']],
    [
      'entities of another type',
      { root: ONE, x: '{"data":{"_entities":{"x":1}}}' },
      itemsOf(null),
      ['items.0.x INTERNAL'],
    ],
    ['too few entities', { root: TWO, x: '{"data":{"_entities":[{"x":1}]}}' }, itemsOf(null, null), ['items INTERNAL']],
    [
      'too many entities',
      { root: ONE, x: '{"data":{"_entities":[{"x":1},{"x":2}]}}' },
      itemsOf(null),
      ['items.0.x INTERNAL'],
    ],
    [
      'an entity that is a list',
      { root: TWO, x: '{"data":{"_entities":[[],{"x":2}]}}' },
      itemsOf(null, 2),
      ['items.0.x INTERNAL'],
    ],
    [
      'an entity that is a text',
      { root: TWO, x: '{"data":{"_entities":["1",{"x":2}]}}' },
      itemsOf(null, 2),
      ['items.0.x INTERNAL'],
    ],
    [
      'an entity without a field',
      { root: TWO, x: '{"data":{"_entities":[{},{"x":2}]}}' },
      itemsOf(null, 2),
      ['items.0.x INTERNAL'],
    ],
    [
      'a field below that is left out',
      { root: ONE, x: '{"data":{"_entities":[{"deep":{"b":1}}]}}' },
      { items: [{ deep: { a: null, b: 1 } }] },
      ['items.0.deep.a INTERNAL'],
      '{ items { deep { a b } } }',
    ],
    [
      'a field below that must be',
      { root: ONE, x: '{"data":{"_entities":[{"deep":{"a":1,"b":null}}]}}' },
      { items: [{ deep: null }] },
      ['items.0.deep.b INTERNAL'],
      '{ items { deep { a b } } }',
    ],
    [
      'null in a list that must have none',
      { root: '{"data":{"all":[{"__typename":"Item","id":"1"},null]}}' },
      null,
      ['all.1 INTERNAL'],
      '{ all { id } }',
    ],
    [
      'an object where a list belongs',
      { root: '{"data":{"items":{"id":"1"}}}' },
      { items: null },
      ['items INTERNAL'],
      '{ items { id } }',
    ],
    [
      'a text where an object belongs',
      { root: '{"data":{"items":["1"]}}' },
      { items: [null] },
      ['items.0 INTERNAL'],
      '{ items { id } }',
    ],
    ['a root that must not be null', { root: '{"data":{"must":null}}' }, null, ['must INTERNAL'], '{ must { id } }'],
  ])('%s', check);

  test('but an entity that is not found may be null', async () => {
    await check('', { root: TWO, x: '{"data":{"_entities":[null,{"x":2}]}}' }, itemsOf(null, 2), []);
  });

  test.each<Row>([
    [
      'and is null itself where a field of it may not',
      { root: TWO, x: '{"data":{"_entities":[null,{"must":2}]}}' },
      { items: [null, { must: 2 }] },
      [],
      '{ items { must } }',
    ],
    [
      'and takes what is around where it may not be null itself',
      { root: '{"data":{"name":"shop","must":{"__typename":"Item","id":"1"}}}', x: '{"data":{"_entities":[null]}}' },
      null,
      ['must.must INTERNAL'],
      '{ name must { must } }',
    ],
    [
      'up to the whole answer',
      { root: '{"data":{"all":[{"__typename":"Item","id":"1"}]}}', x: '{"data":{"_entities":[null]}}' },
      null,
      ['all.0.must INTERNAL'],
      '{ all { must } }',
    ],
  ])('%s', check);

  test('of many nulls of one field the first hundred have an error each, the others one together', async () => {
    const items = Array.from({ length: 250 }, () => '{"__typename":"Item"}');
    const body = await odd.ask('{ items { x } }', { root: `{"data":{"items":[${items}]}}` });
    expect(errorsIn(body)).toHaveLength(101);
    expect(errorsIn(body).at(-1)).toBe('items INTERNAL');
  });
});

test('the log says once what was odd, with a request, a subgraph and a reason', async () => {
  odd.lines.length = 0;
  const x = '{"data":{"_entities":null}}';
  for (let n = 0; n < 3; n++) await odd.ask('{ items { y } }', { root: ONE, x: x.replace('null', '[{}]') });
  const [line, ...others] = odd.lines.filter(({ field }) => field === 'items.y');
  expect(line).toMatchObject({ level: 40, subgraphs: ['x'], msg: 'A subgraph left out a field' });
  expect(line?.['requestId']).toEqual(expect.any(String));
  expect(others).toEqual([]);
  expect(odd.lines.filter((each) => 'err' in each)).toEqual([]);
});
