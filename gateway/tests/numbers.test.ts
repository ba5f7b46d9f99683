import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { get, openSocket, post } from '../fixtures/clients.ts';
import { LINK } from '../fixtures/foreign/foreign-case.ts';
import { composeFixtures, openFixtureGateway } from '../fixtures/open-fixture.ts';
import { type RawSubgraph, serveRaw } from '../fixtures/serve-raw.ts';
import type { Gateway } from '../index.ts';
import { openRemoteSubgraphs } from '../subgraphs/open-remote-subgraphs.ts';

const A = `${LINK} scalar Long scalar JSON
  type Query { tracks: [Track] media: [Media] row: Row node: Node echo(${'n: Long i: ID f: Float k: Int many: [Long] ids: [ID!] in: In json: JSON'}): JSON }
  interface Media @key(fields: "ref") { ref: Long! } type Book implements Media @key(fields: "ref") { ref: Long! }
  type Subscription { tick(n: Long): Track }
  input In { n: Long = 1 id: ID f: Float many: [Long!] in: In json: JSON }
  interface Node { id: ID! } type Row implements Node @key(fields: "id") { id: ID! nums: [ID] grid: [[ID!]!] }
  type Track @key(fields: "ref") { ref: Long! w: Long deep: JSON count: Int }`;
const B = `${LINK} scalar Long
  type Media @key(fields: "ref") @interfaceObject { ref: Long! score: Long }
  type Track @key(fields: "ref") { ref: Long! w: Long @external title: String cost: String @requires(fields: "w") }
  type Row @key(fields: "id") { id: ID! name: String rev: ID other: Row }`;

const N = '9007199254740993';
const M = '9007199254740995';

let a: RawSubgraph;
let b: RawSubgraph;
let gateway: Gateway;
beforeAll(async () => {
  [a, b] = await Promise.all([serveRaw(), serveRaw()]);
  const fixtures = [
    { name: 'a', typeDefs: A, resolvers: {} },
    { name: 'b', typeDefs: B, resolvers: {} },
  ];
  const sdl = composeFixtures(fixtures, { a: a.url, b: b.url });
  gateway = await openFixtureGateway({
    // Apollo's composition rounds defaults too; other tools that compose do not.
    supergraphSdl: sdl.replace('n: Long = 1', `n: Long = ${M}`),
    subgraphs: openRemoteSubgraphs(pino({ level: 'silent' })),
  });
});
afterAll(async () => {
  await gateway?.close();
  await Promise.all([a?.close(), b?.close()]);
});
beforeEach(() => {
  for (const subgraph of [a, b]) subgraph.requests.length = 0;
  a.respond = () => '{"data":{"echo":1}}';
});

const variablesIn = (request: string | undefined): string => /"variables":(\{.*\})\}$/.exec(request ?? '')?.[1] ?? '';

describe('the results of subgraphs', () => {
  test('keys and requirements reach other subgraphs, and clients, with all their digits', async () => {
    a.respond = () =>
      `{"data":{"tracks":[{"__typename":"Track","ref":${N},"w":${M},"deep":{"in":[${M}.50]}},{"__typename":"Track","ref":${N},"w":${M},"deep":null}]}}`;
    b.respond = () => '{"data":{"_entities":[{"title":"One","cost":"2"}]}}';

    const { text } = await post(gateway.url, { query: '{ tracks { ref w deep title cost } }' });

    expect(variablesIn(b.requests[0])).toBe(`{"representations":[{"__typename":"Track","ref":${N},"w":${M}}]}`);
    const track = (deep: string) => `{"ref":${N},"w":${M},"deep":${deep},"title":"One","cost":"2"}`;
    expect(text).toBe(`{"data":{"tracks":[${track(`{"in":[${M}.50]}`)},${track('null')}]}}`);
  });

  test('two numbers that one double stands for are two keys', async () => {
    a.respond = () =>
      `{"data":{"tracks":[{"__typename":"Track","ref":${N}},{"__typename":"Track","ref":9007199254740992}]}}`;
    b.respond = () => '{"data":{"_entities":[{"title":"Right"},{"title":"Other"}]}}';

    const { body } = await post(gateway.url, { query: '{ tracks { title } }' });

    expect(body).toEqual({ data: { tracks: [{ title: 'Right' }, { title: 'Other' }] } });
  });

  test('beside an error they have their digits too', async () => {
    a.respond = () =>
      `{"data":{"tracks":[{"__typename":"Track","ref":${N},"count":2147483648}]},"errors":[{"message":"odd","path":["tracks",0,"deep"]}]}`;

    const { text, body } = await post(gateway.url, { query: '{ tracks { ref count deep } }' });

    expect(text).toContain(`"data":{"tracks":[{"ref":${N},"count":null,"deep":null}]}`);
    expect(body.errors?.map(({ path }) => path?.join('.'))).toEqual(['tracks.0.deep', 'tracks.0.count']);
  });

  test('ids are text wherever they come from: lists, interfaces, entities, representations', async () => {
    a.respond = (request) =>
      request.includes('node')
        ? '{"data":{"node":{"__typename":"Row","id":12}}}'
        : `{"data":{"row":{"__typename":"Row","id":12,"nums":[1,"2",null,${N}],"grid":[[3]]}}}`;
    b.respond = () => `{"data":{"_entities":[{"rev":5,"name":"Ida","other":{"__typename":"Row","id":${N}}}]}}`;

    const row = await post(gateway.url, { query: '{ row { id nums grid name rev other { id } } }' });
    const node = await post(gateway.url, { query: '{ node { id ... on Row { rev } } }' });

    expect(row.text).toBe(
      `{"data":{"row":{"id":"12","nums":["1","2",null,"${N}"],"grid":[["3"]],"name":"Ida","rev":"5","other":{"id":"${N}"}}}}`,
    );
    expect(node.text).toBe('{"data":{"node":{"id":"12","rev":"5"}}}');
    expect(b.requests.map(variablesIn)).toEqual(
      Array.from({ length: 2 }, () => '{"representations":[{"__typename":"Row","id":"12"}]}'),
    );
  });

  test('a number in the place of an object is no object', async () => {
    a.respond = () => `{"data":{"row":${N},"tracks":[${N}]}}`;
    const { body } = await post(gateway.url, { query: '{ row { name } tracks { title } }' });
    expect(body.data).toEqual({ row: null, tracks: [null] });
    expect(b.requests).toEqual([]);
    a.respond = () => `{"data":${N}}`;
    const whole = await post(gateway.url, { query: '{ row { id } }' });
    expect(whole.body.errors?.[0]?.extensions?.['code']).toBe('SUBGRAPH_UNAVAILABLE');
  });

  test('interface objects are looked up by all their digits', async () => {
    a.respond = () => `{"data":{"media":[{"__typename":"Book","ref":${N}},{"__typename":"Book","ref":${M}}]}}`;
    b.respond = () => `{"data":{"_entities":[{"score":${M}},{"score":2}]}}`;

    const { text } = await post(gateway.url, { query: '{ media { ref score } }' });

    const representation = (ref: string) => `{"__typename":"Media","ref":${ref}}`;
    expect(variablesIn(b.requests[0])).toBe(`{"representations":[${representation(N)},${representation(M)}]}`);
    expect(text).toBe(`{"data":{"media":[{"ref":${N},"score":${M}},{"ref":${M},"score":2}]}}`);
  });

  test('events have their digits', async () => {
    a.respond = () => `{"data":{"tick":{"__typename":"Track","ref":${N},"w":${M}}}}`;
    b.respond = () => '{"data":{"_entities":[{"cost":"2"}]}}';
    const socket = await openSocket(gateway.url, { init: {} });
    const texts: string[] = [];
    socket.webSocket.on('message', (data) => texts.push(String(data)));

    socket.send(
      `{"type":"subscribe","id":"1","payload":{"query":"subscription ($n: Long) { tick(n: $n) { ref w cost } }","variables":{"n":${M}}}}`,
    );
    expect((await socket.next()).type).toBe('next');
    socket.webSocket.terminate();

    expect(texts[0]).toContain(`"payload":{"data":{"tick":{"ref":${N},"w":${M},"cost":"2"}}}`);
    expect(a.requests[0]).toContain(`"variables":{"n":${M}}`);
    expect(variablesIn(b.requests[0])).toContain(`{"__typename":"Track","ref":${N},"w":${M}}`);
  });
});

const QUERY = 'query ($n: Long, $i: ID, $in: In, $f: Float) { echo(n: $n, i: $i, in: $in, f: $f) }';
const SENT = `{"n":${N},"i":${N},"in":{"id":${M},"many":1e400,"json":{"a":[${N}]}},"f":0.12345678901234567890}`;
const ARRIVES = `{"n":${N},"i":"${N}","f":0.12345678901234567890,"in":{"n":${M},"id":"${M}","many":[1e400],"json":{"a":[${N}]}}}`;
const BODY = `{"query":${JSON.stringify(QUERY)},"variables":${SENT}}`;

/** The variables of a subgraph's request, keys in a fixed order. */
const inOrder = (text: string): string[] => text.split(/[{},]/).toSorted();

describe("a client's variables", () => {
  test.each<[string, () => Promise<unknown>]>([
    ['POST', () => post(gateway.url, BODY)],
    ['POST, negotiated', () => post(gateway.url, BODY, { accept: 'application/json;q=0.9, text/html;q=0.1' })],
    ['GET', () => get(gateway.url, { query: QUERY, variables: SENT })],
    [
      'GET, by the hash of the document',
      async () => {
        const sha256Hash = createHash('sha256').update(QUERY).digest('hex');
        const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
        await get(gateway.url, { query: QUERY, extensions });
        a.requests.length = 0;
        await get(gateway.url, { extensions, variables: SENT });
      },
    ],
    ['an event stream', () => post(gateway.url, BODY, { accept: 'text/event-stream' })],
    ['parts', () => post(gateway.url, BODY, { accept: 'multipart/mixed;subscriptionSpec=1.0' })],
    [
      'a socket',
      async () => {
        const socket = await openSocket(gateway.url, { init: {} });
        socket.send(`{"type":"subscribe","id":"1","payload":${BODY}}`);
        await socket.next();
        socket.webSocket.terminate();
      },
    ],
  ])('arrive with their digits by %s', async (_, send) => {
    await send();
    expect(inOrder(variablesIn(a.requests[0]))).toEqual(inOrder(ARRIVES));
  });

  test.each([
    ['$k: Int', '{"k":9007199254740993}'],
    ['$k: Int', '{"k":2147483648}'],
    ['$k: Int', '{"k":1.00000000000000000001}'],
    ['$f: Float', '{"f":1e400}'],
    ['$i: ID', '{"i":12345678901234567890.5}'],
    ['$in: In', '{"in":9007199254740993}'],
    ['$ids: [ID!]', '{"ids":[1e400000]}'],
    ['$i: ID', '9007199254740993'],
    ['$i: ID', '[9007199254740993]'],
  ])('%s refuses %s', async (definition, variables) => {
    const name = definition.slice(1, definition.indexOf(':'));
    const query = `query (${definition}) { echo(${name}: $${name}) }`;
    const { body } = await post(gateway.url, `{"query":"${query}","variables":${variables}}`);
    expect(body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(a.requests).toEqual([]);
  });

  test.each([
    ['$k: Int', '{"k":1.0}', '{"k":1}'],
    ['$ids: [ID!]', `{"ids":${N}}`, `{"ids":["${N}"]}`],
    ['$ids: [ID!]', '{"ids":[1e21]}', '{"ids":["1000000000000000000000"]}'],
    ['$many: [Long]', `{"many":[${N},null,3]}`, `{"many":[${N},null,3]}`],
    [`$n: Long = ${N}`, '{}', `{"n":${N}}`],
    [`$many: [Long] = [${N}]`, '{}', `{"many":[${N}]}`],
    [`$i: ID = ${N}`, '{}', `{"i":"${N}"}`],
    [`$in: In = {json: {a: ${N}}, f: 1}`, '{}', `{"in":{"n":${M},"f":1,"json":{"a":${N}}}}`],
  ])('%s of %s arrives as %s', async (definition, variables, expected) => {
    const name = definition.slice(1, definition.indexOf(':'));
    const query = `query (${definition}) { echo(${name}: $${name}) }`;
    await post(gateway.url, `{"query":${JSON.stringify(query)},"variables":${variables}}`);
    expect(variablesIn(a.requests[0])).toBe(expected);
  });
});

describe('literals', () => {
  test.each([
    [`n: ${N}`, `{"literal0":${N}}`],
    ['n: -1e400', '{"literal0":-1e400}'],
    [`many: [1, ${N}]`, `{"literal0":[1,${N}]}`],
    [`many: ${N}`, `{"literal0":${N}}`],
    [`in: {in: {n: ${N}, many: [${M}]}}`, `{"literal0":${N},"literal1":[${M}]}`],
    [`json: {a: [${N}, "x", true, null, RED, 0.5]}`, `{"literal0":{"a":[${N},"x",true,null,"RED",0.5]}}`],
    ['f: 0.12345678901234567890', '{"literal0":0.12345678901234567890}'],
    [`json: {a: ${N}, b: $v}`, `{"v":3,"literal0":${N}}`],
    [`many: [$v, ${N}]`, `{"v":3,"literal0":${N}}`],
  ])('%s arrives with its digits', async (argument, expected) => {
    const head = argument.includes('$v') ? '($v: Long)' : '';
    await post(gateway.url, { query: `query ${head} { echo(${argument}) }`, variables: { v: 3 } });
    expect(inOrder(variablesIn(a.requests[0]))).toEqual(inOrder(expected));
  });

  test('an ID is text, and two that one double stands for are two fields', async () => {
    a.respond = () => '{"data":{"x":1,"y":2}}';
    const query = `{ x: echo(i: ${N}, n: ${N}) y: echo(i: 9007199254740992, n: ${M}) }`;
    const { body } = await post(gateway.url, { query });
    expect(body).toEqual({ data: { x: 1, y: 2 } });
    expect(a.requests[0]).toContain(N);
    expect(variablesIn(a.requests[0])).toBe(`{"literal0":${N},"literal1":${M}}`);
  });

  test('a variable of the client is not taken for one of these', async () => {
    const query = `query ($literal0: Long) { echo(n: $literal0, many: [${N}]) }`;
    await post(gateway.url, { query, variables: { literal0: 1 } });
    expect(variablesIn(a.requests[0])).toBe(`{"literal0":1,"literal_0":[${N}]}`);
  });

  test.each(['f: 1e400', 'f: -1e400', 'in: {f: 1e999}'])('%s is refused', async (argument) => {
    const { body } = await post(gateway.url, { query: `{ echo(${argument}) }` });
    expect(body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(a.requests).toEqual([]);
  });
});
