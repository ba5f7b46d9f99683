import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateClients, staleClients } from './prisma-clients.ts';

const SCHEMA = `generator client {
  provider            = "prisma-client"
  output              = "../generated/one"
  importFileExtension = "ts"
}
datasource db {
  provider = "postgresql"
}
model Thing {
  id String @id
}
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clients-'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'prisma', 'one'), { recursive: true });
  writeFileSync(join(root, 'prisma', 'one', 'schema.prisma'), SCHEMA);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a client is made once, and again when its schema changes', async () => {
  const options = { root, domains: ['one', 'without-a-schema'] };

  expect(await generateClients(options)).toEqual(['one']);
  expect(existsSync(join(root, 'prisma', 'generated', 'one', 'client.ts'))).toBe(true);
  expect(await generateClients(options)).toEqual([]);
  appendFileSync(join(root, 'prisma', 'one', 'schema.prisma'), 'model Other {\n  id String @id\n}\n');
  expect(staleClients(options)).toEqual(['one']);
});

test('a schema that Prisma refuses is named, and stays stale', async () => {
  writeFileSync(join(root, 'prisma', 'one', 'schema.prisma'), 'model {');
  const options = { root, domains: ['one'] };

  await expect(generateClients(options)).rejects.toThrow(/^prisma\/one\/schema\.prisma: /);
  expect(staleClients(options)).toEqual(['one']);
});
