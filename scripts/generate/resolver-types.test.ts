import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { codegenConfig, renderResolverTypes } from './resolver-types.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'types-'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  write(
    'supergraph.yaml',
    'subgraphs:\n  one-two: { routing_url: "http://x:1/", schema: { file: subgraphs/one-two/schema.graphql } }\n',
  );
  write(
    'subgraphs/one-two/schema.graphql',
    'type Thing @key(fields: "id") { id: ID! }\ntype User @key(fields: "id") { id: ID! }\ntype Part { name: String }\ntype Query { thing: Thing }\n',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
}

const configured = () => codegenConfig(root).generates[join(root, 'subgraphs/one-two/generated.ts')];

test('a domain without a context has no resolvers to write yet', () => {
  expect(configured()).toBeUndefined();
});

test.each([
  ['repository.ts', './repository.ts'],
  ['repository/things.ts', './repository/things.ts'],
])('what %s exports is what resolvers receive; an entity stored elsewhere is its reference', (file, imported) => {
  write('subgraphs/one-two/context.ts', '');
  write(
    `subgraphs/one-two/${file}`,
    'export interface Thing { id: string }\ntype Part = 1;\nexport type Unrelated = 2;\n',
  );

  expect(configured()).toMatchObject({
    config: {
      contextType: './context.ts#OneTwoContext',
      mappers: { Thing: `${imported}#Thing`, User: '{ id: string }' },
    },
  });
});

test('the types of a contract name its context and what resolvers receive', async () => {
  write('subgraphs/one-two/context.ts', '');
  write('subgraphs/one-two/repository.ts', 'export interface Thing { id: string }\n');

  const [rendered] = await renderResolverTypes(root);

  expect(rendered?.file).toBe(join(root, 'subgraphs/one-two/generated.ts'));
  expect(rendered?.text).toContain("import type { OneTwoContext } from './context.ts'");
  expect(rendered?.text).toContain("import type { Thing as ThingRow } from './repository.ts'");
  expect(rendered?.text).toContain('__resolveReference');
});

test.each([
  ['cannot be read', 'type Query {', /Syntax Error/],
  ['names a type that is missing', 'type Query { thing: Missing }', /Missing/],
  ['has a scalar without a type in TypeScript', 'scalar Odd\ntype Query { odd: Odd }', /Odd/],
])('a contract that %s is refused by its name', async (_, sdl, reason) => {
  write('subgraphs/one-two/context.ts', '');
  write('subgraphs/one-two/schema.graphql', sdl);

  const { message } = await renderResolverTypes(root).then(
    () => new Error('it was accepted'),
    (error: Error) => error,
  );

  expect(message).toContain('subgraphs/one-two/schema.graphql: ');
  expect(message).toMatch(reason);
});
