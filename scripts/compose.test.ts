import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { composeSources, composeSupergraph } from './compose.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const CONFIG = 'subgraphs: { auth: { routing_url: "http://auth:4000/", schema: { file: auth.graphql } } }';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'compose-'));
});
afterEach(() => rm(root, { recursive: true }));

test('the subgraphs of the list are composed, with their addresses', async () => {
  await writeFile(join(root, 'supergraph.yaml'), CONFIG);
  await writeFile(join(root, 'auth.graphql'), `${LINK}type Query { me: Int }`);

  const composed = await composeSupergraph({ root });

  expect(composed).toEqual({ supergraphSdl: expect.stringContaining('url: "http://auth:4000/"') });
  expect(composed).toEqual({ supergraphSdl: expect.stringMatching(/[^\n]\n$/) });
});

test('a list or a contract that is not there rejects with one line that names it', async () => {
  await expect(composeSupergraph({ root })).rejects.toThrow(/supergraph\.yaml: cannot be read$/);
  await writeFile(join(root, 'supergraph.yaml'), CONFIG);

  await expect(composeSupergraph({ root })).rejects.toThrow(/^auth\.graphql: cannot be read$/);
});

test.each([
  ['does not parse', 'type Query {\n me }', 'INVALID_GRAPHQL', 2],
  ['names a type that is not there', `${LINK}type Query { me: Nope }`, 'INVALID_GRAPHQL', 2],
  [
    'has a key of no field',
    `${LINK}type Query { a: A }\ntype A @key(fields: "x") { id: ID! }`,
    'KEY_INVALID_FIELDS',
    3,
  ],
  ['puts a directive where it cannot be', `${LINK}type Query { me: Int @key(fields: "id") }`, 'INVALID_GRAPHQL', 1],
])('a contract that %s is named with code, file and line', (_, sdl, code, line) => {
  const composed = composeSources([{ name: 'auth', routingUrl: 'http://auth/', schemaFile: 'auth.graphql', sdl }]);

  expect(composed).toMatchObject({ errors: [{ code, locations: [{ file: 'auth.graphql', line }] }] });
});

test('a conflict between contracts is named in both', () => {
  const user = `type User @key(fields: "id") { id: ID! name: String }`;
  const composed = composeSources([
    { name: 'a', routingUrl: 'http://a/', schemaFile: 'a.graphql', sdl: `${LINK}type Query { me: User }\n${user}` },
    { name: 'b', routingUrl: 'http://b/', schemaFile: 'b.graphql', sdl: `${LINK}${user}` },
  ]);

  expect(composed).toMatchObject({
    errors: [
      {
        code: 'INVALID_FIELD_SHARING',
        locations: [
          { file: 'a.graphql', line: 3 },
          { file: 'b.graphql', line: 2 },
        ],
      },
    ],
  });
});
