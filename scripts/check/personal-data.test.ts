import { expect, test } from '@jest/globals';
import { personalData } from './personal-data.ts';
import { treeOf } from './tree.ts';

const SCHEMA = `model Topic {
  id String @id
}

model SentLetter {
  id       String @id
  /// @user
  senderId String
}

model Block {
  /// @user
  userId String @id
}
`;
const FRONT = 'export default defineSubgraph({ personalData: repository.personalData });';

const messages = (source: string | null, front = FRONT) =>
  personalData(
    treeOf({
      'prisma/post/schema.prisma': SCHEMA,
      'subgraphs/post/index.ts': front,
      ...(source === null ? {} : { 'subgraphs/post/repository/personal-data.ts': source }),
    }),
  ).map(({ line, message }) => `${line} ${message.replace(/, but.*/, '')}`);

test('a domain that keeps ids of people and exports nothing is caught', () => {
  expect(messages(null, 'export default defineSubgraph({});')).toEqual(['5 SentLetter names people']);
});

test('every table with a marked column is read or named with a reason', () => {
  const docstring = '/** Left out: Block (a copy). */\n';
  expect(messages(null)).toEqual(['5 SentLetter names people', '11 Block names people']);
  expect(messages('db.sentLetter.findMany()')).toEqual(['11 Block names people']);
  expect(messages(`${docstring}db.sentLetter.findMany()`)).toEqual([]);
  expect(messages(`${docstring}db.$queryRaw\`SELECT * FROM sent_letter\``)).toEqual([]);
});

test('a word that only looks like a table is not taken for it', () => {
  expect(messages("/** Left out: Block. */\nconst name = 'sentLetter';")).toEqual(['5 SentLetter names people']);
});

test('a schema without marks is left alone', () => {
  expect(personalData(treeOf({ 'prisma/post/schema.prisma': 'model Topic {\n  id String @id\n}\n' }))).toEqual([]);
});
