import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { documentHash, readTrustedDocuments } from '../../gateway/limits/trusted-documents.ts';
import { manifestOf } from './manifest.ts';
import { runSchemaCommand } from './run-schema-command.ts';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { me: User }
type User @key(fields: "id") { id: ID! name: String }`;
const SOURCES = [{ name: 'auth', routingUrl: 'http://auth:4000/', schemaFile: 'auth.graphql', sdl: SDL }];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'manifest-'));
});
afterEach(() => rm(root, { recursive: true }));

const of = (text: string, output?: string) =>
  manifestOf({ sources: SOURCES, documents: [{ file: 'operations/me.graphql', text }] }, root, output);

test('a manifest holds each operation with its fragments, in an order of its own, and the gateway reads it', async () => {
  const text = 'query Me { me { ...P } } query A { me { id } } fragment P on User { name }';
  const { exitCode, lines } = await of(text, 'trusted.json');
  expect([exitCode, lines]).toEqual([0, ['2 documents into trusted.json']]);
  const { operations } = JSON.parse(await readFile(join(root, 'trusted.json'), 'utf8'));
  expect(operations).toMatchObject([
    { name: 'A', type: 'query' },
    { name: 'Me', type: 'query' },
  ]);
  expect(operations[1].body).toContain('fragment P on User');
  const { texts } = readTrustedDocuments(join(root, 'trusted.json'), 'only');
  expect([...texts.keys()]).toEqual(operations.map(({ body }: { body: string }) => documentHash(body)));
});

test.each([
  ['what does not parse', 'query Me {', /^operations\/me\.graphql:1 INVALID document/],
  ['a field that is gone', 'query Me { me { age } }', /^operations\/me\.graphql Cannot query field "age"/],
  ['an operation without a name', '{ me { id } }', /^operations\/me\.graphql:1 an operation needs a name$/],
])('%s is a finding', async (_, text, expected) => {
  const { exitCode, lines } = await of(text);
  expect(exitCode).toBe(1);
  expect(lines[0]).toMatch(expected);
});

test('a file that cannot be written is reported in one line', async () => {
  await writeFile(
    join(root, 'supergraph.yaml'),
    'subgraphs: { auth: { routing_url: "http://auth:4000/", schema: { file: auth.graphql } } }\n',
  );
  await writeFile(join(root, 'auth.graphql'), SDL);
  expect(await runSchemaCommand(['manifest', '--output', 'no/such/folder.json'], root)).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: 'no/such/folder.json: cannot be written\n',
  });
  expect((await runSchemaCommand(['manifest'], root)).stdout).toContain('"operations": []');
});
