import { expect, test } from '@jest/globals';
import { databaseConnections } from './database-connections.ts';
import { treeOf } from './tree.ts';

const lines = (path: string, text: string) => databaseConnections(treeOf({ [path]: text })).map(({ line }) => line);

test.each([
  "import pg from 'pg';\nconst client = new pg.Client({ connectionString });",
  "import pg from 'pg';\nconst pool = new pg.Pool();",
  "import { Client } from 'pg';\nconst client = new Client(config);",
  "import { Pool } from 'pg';\nconst pool = new Pool(config);",
])('%s is caught anywhere but in the one place', (text) => {
  expect(lines('subgraphs/chat/adapters/listen.ts', text)).toEqual([2]);
  expect(lines('tests/world.ts', text)).toEqual([2]);
  expect(lines('runtime/events/leader.test.ts', text)).toEqual([2]);
  expect(lines('runtime/database/postgres-connections.ts', text)).toEqual([]);
});

test.each([
  "import { Pool } from 'undici';\nconst pool = new Pool(origin);",
  "import pg from 'pg';\nconst name = pg.escapeIdentifier(domain);",
  "import type pg from 'pg';\nlet client: pg.Client;",
])('%s passes', (text) => {
  expect(lines('runtime/serve/remote.ts', text)).toEqual([]);
});
