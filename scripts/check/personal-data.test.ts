import { expect, test } from '@jest/globals';
import { personalData } from './personal-data.ts';
import { treeOf } from './tree.ts';

const SCHEMA = `model Topic {
  id String @id
}

model SentLetter {
  id       String @id
  /// @user delete
  /// @export by hand
  senderId String

  @@map("sent_letter")
}

model Block {
  /// @user delete
  /// @export by hand
  userId String @id

  @@map("block")
}
`;
const FRONT = 'export default defineSubgraph({ personalData: repository.personalData });';

const messages = (text: string | null, front = FRONT, schema = SCHEMA) =>
  personalData(
    treeOf({
      'prisma/post/schema.prisma': schema,
      'subgraphs/post/index.ts': front,
      ...(text === null ? {} : { 'subgraphs/post/repository/personal-data.ts': text }),
    }),
  ).map(({ line, message }) => `${line} ${message.replace(/, but.*/, '')}`);

test('a domain that exports by hand and hands nothing out is caught', () => {
  expect(messages(null, 'export default defineSubgraph({});')).toEqual(['5 SentLetter is exported by hand']);
});

test('every table that is exported by hand is read, or named with where it is', () => {
  const elsewhere = '/** Block is read where its texts are made. */\n';
  expect(messages(null)).toEqual(['5 SentLetter is exported by hand', '14 Block is exported by hand']);
  expect(messages('db.sentLetter.findMany()')).toEqual(['14 Block is exported by hand']);
  expect(messages(`${elsewhere}db.sentLetter.findMany()`)).toEqual([]);
  expect(messages(`${elsewhere}db.$queryRaw\`SELECT * FROM sent_letter\``)).toEqual([]);
});

test('a word that only looks like a table is not taken for it', () => {
  expect(messages("/** Elsewhere: Block. */\nconst name = 'sentLetter';")).toEqual([
    '5 SentLetter is exported by hand',
  ]);
});

test('a table that names people and says nothing of its export is caught, one that says why not is not', () => {
  const schema = (mark: string) => `model Block {\n  /// @user delete\n${mark}  userId String @id\n}\n`;
  expect(messages(null, '', schema(''))).toEqual([expect.stringMatching(/^1 Block names people/)]);
  expect(messages(null, '', schema('  /// @export none: a copy\n'))).toEqual([]);
  expect(messages(null, '', schema('  /// @export blocks: userId\n'))).toEqual([]);
});

test.each([
  ['/// @export blocks: since', /^4 Block has no field since/],
  ['/// @export blocks', /^4 "@export blocks" is no export/],
  ['/// @export blocks by since: userId', /^4 Block has no field since/],
  ['/// @export blocks by nth: userId', /^4 blocks is ordered by nth, which is no text/],
])('an export that cannot be made is caught: %s', (mark, message) => {
  const schema = `model Block {\n  /// @user delete\n  ${mark}\n  userId String @id\n  nth Int\n}\n`;
  expect(messages(null, FRONT, schema)).toEqual([expect.stringMatching(message)]);
});

test('a schema without marks is left alone', () => {
  expect(personalData(treeOf({ 'prisma/post/schema.prisma': 'model Topic {\n  id String @id\n}\n' }))).toEqual([]);
});
