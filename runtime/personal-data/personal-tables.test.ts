import { expect, test } from '@jest/globals';
import { parsePersonalMarks } from './personal-tables.ts';

const SCHEMA = `/// @relations
datasource db {
  provider = "postgresql"
}

model Topic {
  id String @id
}

/// A letter.
model Letter {
  id       String    @id
  /// Null for who has deleted their account.
  /// @user clear
  /// @export letters: id, writtenOn as date
  authorId String?   @map("author_id")
  /// @user by hand
  /// @export by hand
  readers  String[]
  writtenOn DateTime @map("written_on") @db.Date

  @@map("letter")
}

model Choice {
  /// @user delete
  /// @export choices: type
  /// @export wishes by channel: channel
  userId  String @map("user_id")
  type    String
  channel String
  letter  Letter @relation(fields: [type], references: [id], onDelete: Cascade)

  @@id([userId, type, channel])
  @@map("choice")
}

model Seen {
  /// @user cascade
  /// @export none: of no meaning to anybody
  personId String @id
}
`;

const { tables, hasRelations } = parsePersonalMarks(SCHEMA);

test('only tables with marked columns count, under the names of the database and in the order of the schema', () => {
  expect(tables.map(({ name, table, line, key }) => ({ name, table, line, key }))).toEqual([
    { name: 'Letter', table: 'letter', line: 11, key: ['id'] },
    { name: 'Choice', table: 'choice', line: 25, key: ['userId', 'type', 'channel'] },
    { name: 'Seen', table: 'Seen', line: 38, key: ['personId'] },
  ]);
});

test('a mark says what is done with a row, and where its column is', () => {
  const marks = tables.flatMap(({ cascades, marked }) =>
    marked.map(({ field, action }) => [field.column, field.line, field.isOptional, action, cascades]),
  );
  expect(marks).toEqual([
    ['author_id', 16, true, 'clear', false],
    ['readers', 19, false, 'by hand', false],
    ['user_id', 29, false, 'delete', true],
    ['personId', 41, false, 'cascade', false],
  ]);
});

test('an export lists fields, and is in the order of the key without the person unless it says another', () => {
  const collections = tables.flatMap(({ marked }) => marked.flatMap((column) => column.collections));
  expect(
    collections.map(({ name, key, fields }) => [
      name,
      key.map(({ column }) => column),
      fields.map(({ name: shown, field }) => [shown, field.column, field.isDate]),
    ]),
  ).toEqual([
    [
      'letters',
      ['id'],
      [
        ['id', 'id', false],
        ['date', 'written_on', true],
      ],
    ],
    ['choices', ['type', 'channel'], [['type', 'type', false]]],
    ['wishes', ['channel'], [['channel', 'channel', false]]],
  ]);
  expect(tables.flatMap(({ marked }) => marked.map((mark) => [mark.isExportedByHand, mark.isLeftOut]))).toEqual([
    [false, false],
    [true, false],
    [false, false],
    [false, true],
  ]);
});

test('a table with one row a person is in the order of people', () => {
  const schema = 'model Presence {\n  /// @user delete\n  /// @export presence: userId\n  userId String @id\n}\n';
  const [collection] = parsePersonalMarks(schema).tables[0]?.marked[0]?.collections ?? [];
  expect(collection?.key.map(({ name }) => name)).toEqual(['userId']);
});

test('a retention names years, reason and fields', () => {
  const schema = (mark: string) =>
    `model Bill {\n  /// @user delete\n  /// ${mark}\n  userId String @id\n  name String\n  vatId String?\n}\n`;
  const retentionOf = (mark: string) => parsePersonalMarks(schema(mark)).tables[0]?.marked[0]?.retention;

  expect(retentionOf('@retained 10 tax law: name, vatId')).toMatchObject({
    years: 10,
    reason: 'tax law',
    fields: [{ column: 'name' }, { column: 'vatId' }],
  });
  expect(retentionOf('Nothing.')).toBeNull();
  for (const mark of ['@retained tax law: name', '@retained 10 tax law', '@retained 10: name'])
    expect(() => retentionOf(mark)).toThrow(/^line 4: .* is no retention/);
  expect(() => retentionOf('@retained 10 tax law: street')).toThrow('line 4: Bill has no field street to retain');
});

test('copies of relations are declared above the datasource', () => {
  expect(hasRelations).toBe(true);
  expect(parsePersonalMarks(SCHEMA.replace('/// @relations\n', '')).hasRelations).toBe(false);
});
