import { expect, test } from '@jest/globals';
import { constantStatements } from './constant-statements.ts';
import { treeOf } from './tree.ts';

const REPOSITORY = 'subgraphs/chat/repository/messages.ts';
/** `$name` in a text stands for a hole of a template. */
const findings = (path: string, text: string) =>
  constantStatements(
    treeOf({ [path]: text.replace(/\$(table|column|id|condition|isOpen)\b/g, (hole) => `\${${hole.slice(1)}}`) }),
  );

test.each([
  'db.$queryRaw(text);',
  'db.$queryRaw<Row[]>(sql`SELECT 1`);',
  'db.$executeRaw(`DELETE FROM $table`);',
  "db.$queryRawUnsafe('SELECT 1');",
  'const part = sql([text]);',
  'const part = rawSql(text);',
  'const part = rawSql(`ORDER BY $column`);',
  "const part = rawSql('ORDER BY ' + column);",
  'const part = rawSql(columns.join());',
])('in a domain %s is caught', (text) => {
  expect(findings(REPOSITORY, text)).toMatchObject([{ rule: 'constant-statements', line: 1 }]);
});

test.each([
  'db.$queryRaw<Row[]>`SELECT $id`;',
  'db.$executeRaw`DELETE FROM t WHERE $condition AND $isOpen`;',
  'const part = rawSql(COLUMNS);',
  "const part = rawSql('id, name');",
  'const part = rawSql(`id, name`);',
])('in a domain %s passes', (text) => {
  expect(findings(REPOSITORY, text)).toEqual([]);
});

test('the runtime puts names of tables that definitions give into its statements', () => {
  expect(findings('runtime/erasure/erase-marked.ts', 'const from = rawSql(table);')).toEqual([]);
});

test("Prisma's client is loaded where it is opened only", () => {
  const module = "'../../../prisma/generated/chat/client.ts'";
  expect(findings(REPOSITORY, `import { Prisma } from ${module};`)).toHaveLength(1);
  expect(findings(REPOSITORY, `import { type Prisma } from ${module};`)).toHaveLength(1);
  expect(findings(REPOSITORY, `import type { Prisma } from ${module};`)).toEqual([]);
  expect(findings(REPOSITORY, `const { PrismaClient } = await import(${module});`)).toEqual([]);
});

test('fragments come from one module', () => {
  const text = "import { raw } from '@prisma/client/runtime/client';";
  expect(findings('runtime/live/table-log.ts', text)).toHaveLength(1);
  expect(findings('runtime/database/sql-fragment.ts', text)).toEqual([]);
});
