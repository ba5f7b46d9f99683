import { describe, expect, test } from '@jest/globals';
import { treeOf } from './tree.ts';
import { userColumns } from './user-columns.ts';

const MARKED =
  'model Letter {\n  id String @id\n  /// @user\n  authorId String? @map("author_id")\n  @@map("letter")\n}\n';
const ERASED = {
  'subgraphs/mail/index.ts': 'export default defineSubgraph({ open: () => ({ eraseUser }) });',
  'subgraphs/mail/repository/erasure.ts': 'await db.letter.deleteMany({ where: { authorId } });',
};
const check = (schema: string, files: Record<string, string> = ERASED) =>
  userColumns(treeOf({ 'prisma/mail/schema.prisma': schema, ...files })).map(
    ({ line, message }) => `${line} ${message}`,
  );

test.each(['authorId String @map("author_id")', 'closed_by String?', 'memberIds String[] @map("member_ids")'])(
  'a column that evidently holds people and is not marked is caught: %s',
  (column) => {
    expect(check(`model Letter {\n  ${column}\n}\n`)).toEqual([expect.stringMatching(/^2 .*holds a person's id/)]);
  },
);

test.each(['messageId String @map("message_id")', 'bystander String', 'userId Int @map("user_id")'])(
  'one that holds something else passes: %s',
  (column) => {
    expect(check(`model Letter {\n  ${column}\n}\n`, {})).toEqual([]);
  },
);

test('a domain that holds people and erases nobody is caught', () => {
  expect(check(MARKED, { 'subgraphs/mail/index.ts': 'export default defineSubgraph({});' })).toEqual([
    '4 mail holds ids of people: subgraphs/mail/index.ts hands the runtime an `eraseUser`',
  ]);
});

test('a table that the erasure leaves out is caught', () => {
  const forgotten = MARKED.replaceAll('Letter', 'ReadReceipt');
  expect(check(MARKED + forgotten)).toEqual([
    '10 ReadReceipt holds ids of people, and subgraphs/mail/repository/erasure.ts does not name it',
  ]);
});

test('marked, erased and tombstone columns pass', () => {
  const tombstone = 'model Gone {\n  /// Kept for good. @tombstone\n  userId String @map("user_id")\n}\n';
  expect(check(MARKED + tombstone)).toEqual([]);
});

describe('tables that the runtime creates', () => {
  const file = 'runtime/migrations/sql/0001_create_relations.sql';
  const create = (mark: string) => `CREATE TABLE IF NOT EXISTS "block" (\n    "blocked_id" TEXT NOT NULL,${mark}\n);\n`;

  test('are marked behind their columns', () => {
    expect(check(MARKED, { ...ERASED, [file]: create('') })).toEqual([expect.stringMatching(/^2 blocked_id holds/)]);
    expect(check(MARKED, { ...ERASED, [file]: create(' -- @tombstone') })).toEqual([]);
  });

  test('are erased by every domain that has them', () => {
    const unerased = '1 block holds ids of people, and subgraphs/mail/repository/erasure.ts does not name it';
    const sql = create(' -- @user');
    expect(check(MARKED, { ...ERASED, [file]: sql })).toEqual([unerased]);
    expect(check(MARKED, { ...ERASED, [file]: `-- @only relations\n${sql}` })).toEqual([]);
    expect(check(`/// @relations\n${MARKED}`, { ...ERASED, [file]: `-- @only relations\n${sql}` })).toHaveLength(1);
  });
});
