import { describe, expect, test } from '@jest/globals';
import { treeOf } from './tree.ts';
import { userColumns } from './user-columns.ts';

const MARKED =
  'model Letter {\n  id String @id\n  /// @user by hand\n  authorId String? @map("author_id")\n  @@map("letter")\n}\n';
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

test.each(
  'seller buyer customer payer payee follower followee reporter reviewer bidder freelancer client uploader liker liked passed candidate creator assignee moderator recipient invited'.split(
    ' ',
  ),
)('an id of a %s is one of a person', (role) => {
  expect(check(`model Letter {\n  ${role}_id String\n}\n`)).toHaveLength(1);
});

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

test.each([
  ['says nothing', '@user', 'String', '', /^3 reader_id says not what is done/],
  ['says something else', '@user burn', 'String', '', /^3 reader_id says not what is done/],
  ['clears what is never null', '@user clear', 'String', '', /^3 reader_id is never null/],
  ['waits for a row that it does not depend on', '@user cascade', 'String', '', /^3 Note has no relation/],
])('a mark that %s is caught', (_, mark, type, relation, message) => {
  const model = `model Note {\n  /// ${mark}\n  readerId ${type} @map("reader_id")\n${relation}}\n`;
  expect(check(model)).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['is erased by hand', 'by hand', 'name', /^4 person_id is retained, so its rows are erased by the runtime/],
  ['cannot be cleared', 'clear', 'number', /^6 number is never null and cannot be cleared once it is sealed/],
])('what is retained and %s is caught', (_, action, field, message) => {
  const fields = '  name String?\n  number String\n';
  const mark = `  /// @user ${action}\n  /// @retained 10 tax law: ${field}\n`;
  const model = `model Letter {\n${mark}  personId String? @map("person_id")\n${fields}}\n`;
  const index = { 'subgraphs/mail/index.ts': 'defineSubgraph({ open: () => ({ eraseUser, retentionBox }) });' };
  expect(check(model, { ...ERASED, ...index })).toEqual([expect.stringMatching(message)]);
});

test('the key of a row may be retained with it', () => {
  const fields = '  id String @id\n  name String?\n';
  const mark = '  /// @user clear\n  /// @retained 10 tax law: id, name\n';
  const model = `model Letter {\n${mark}  personId String? @map("person_id")\n${fields}}\n`;
  const index = { 'subgraphs/mail/index.ts': 'defineSubgraph({ open: () => ({ eraseUser, retentionBox }) });' };
  expect(check(model, { ...ERASED, ...index })).toEqual([]);
});

test('what is retained needs a box that seals it', () => {
  const model =
    'model Bill {\n  /// @user delete\n  /// @retained 10 tax law: name\n  personId String @map("person_id")\n  name String\n}\n';
  expect(check(model)).toEqual([
    expect.stringMatching(/^4 mail retains records: .* hands the runtime a `retentionBox`/),
  ]);
  expect(check(model, { 'subgraphs/mail/index.ts': 'defineSubgraph({ open: () => ({ retentionBox }) });' })).toEqual(
    [],
  );
});

test('what the runtime erases by itself needs no code of the domain', () => {
  const model = (mark: string, type: string, rest = '') =>
    `model Note {\n  /// @user ${mark}\n  userId ${type} @map("user_id")\n${rest}}\n`;
  const relation = '  letter Letter @relation(fields: [userId], references: [id], onDelete: Cascade)\n';
  for (const schema of [model('delete', 'String'), model('clear', 'String?'), model('cascade', 'String', relation)]) {
    expect(check(schema, {})).toEqual([]);
  }
});

describe('tables that the runtime creates', () => {
  const file = 'runtime/migrations/sql/0001_create_relations.sql';
  const create = (mark: string) => `CREATE TABLE IF NOT EXISTS "block" (\n    "blocked_id" TEXT NOT NULL,${mark}\n);\n`;

  test('are marked behind their columns', () => {
    expect(check(MARKED, { ...ERASED, [file]: create('') })).toEqual([expect.stringMatching(/^2 blocked_id holds/)]);
    expect(check(MARKED, { ...ERASED, [file]: create(' -- @tombstone') })).toEqual([]);
  });

  test('are erased by the runtime', () => {
    const files = { ...ERASED, [file]: create(' -- @user') };
    expect(check(MARKED, files)).toEqual(['2 no file of runtime/ erases rows of block']);
    expect(check(MARKED, { ...files, 'runtime/erase.ts': 'await sql`DELETE FROM block WHERE true`;' })).toEqual([]);
  });
});
