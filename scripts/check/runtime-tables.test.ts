import { expect, test } from '@jest/globals';
import { runtimeTables, runtimeTablesOf } from './runtime-tables.ts';
import { treeOf } from './tree.ts';

const SQL = {
  'runtime/migrations/sql/0001_create_delivery.sql':
    'CREATE TABLE IF NOT EXISTS "inbox" (\n    "id" TEXT NOT NULL,\n    "user_id" TEXT NOT NULL, -- @user\n\n    CONSTRAINT "inbox_pkey" PRIMARY KEY ("id")\n);\n',
  'runtime/migrations/sql/0002_create_relations.sql':
    '-- @only relations\n\nCREATE TABLE IF NOT EXISTS "block" (\n);\n',
};
const check = (schema: string) => runtimeTables(treeOf({ ...SQL, 'prisma/chat/schema.prisma': schema }));

test('tables are read with their columns and what a domain declares to get them', () => {
  expect(runtimeTablesOf(treeOf(SQL))).toEqual([
    {
      name: 'inbox',
      condition: null,
      file: 'runtime/migrations/sql/0001_create_delivery.sql',
      columns: [
        { name: 'id', line: 2, comment: '' },
        { name: 'user_id', line: 3, comment: '-- @user' },
      ],
    },
    { name: 'block', condition: 'relations', file: 'runtime/migrations/sql/0002_create_relations.sql', columns: [] },
  ]);
});

test('a model of a table that every domain has is caught', () => {
  expect(check('model Inbox {\n  @@map("inbox")\n}\n')).toMatchObject([
    { file: 'prisma/chat/schema.prisma', line: 2, rule: 'runtime-tables' },
  ]);
});

test('a model of a table that the domain declares is caught, one of the same name elsewhere is not', () => {
  const model = 'model Block {\n  @@map("block")\n}\n';
  expect(check(`/// @relations\ndatasource db {\n}\n${model}`)).toHaveLength(1);
  expect(check(model)).toEqual([]);
});
