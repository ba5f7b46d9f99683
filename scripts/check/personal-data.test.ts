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

const messages = (room: string | null, front = FRONT) =>
  personalData(
    treeOf({
      'prisma/post/schema.prisma': SCHEMA,
      'subgraphs/post/index.ts': front,
      ...(room === null ? {} : { 'subgraphs/post/repository/personal-data.ts': room }),
    }),
  ).map(({ line, message }) => `${line} ${message.replace(/, but.*/, '')}`);

test('a domain that keeps ids of people and hands nothing out is caught', () => {
  expect(messages(null, 'export default defineSubgraph({});')).toEqual(['5 SentLetter names people']);
});

test('every table with a marked column is read or named with a reason', () => {
  const kept = '/** Left out: Block (a copy). */\n';
  expect(messages(null)).toEqual(['5 SentLetter names people', '11 Block names people']);
  expect(messages('db.sentLetter.findMany()')).toEqual(['11 Block names people']);
  expect(messages(`${kept}db.sentLetter.findMany()`)).toEqual([]);
  expect(messages(`${kept}db.$queryRaw\`SELECT * FROM sent_letter\``)).toEqual([]);
});

test('a word that only looks like a table is not taken for it', () => {
  expect(messages("/** Left out: Block. */\nconst name = 'sentLetter';")).toEqual(['5 SentLetter names people']);
});

test('a schema without marks is left alone', () => {
  expect(personalData(treeOf({ 'prisma/post/schema.prisma': 'model Topic {\n  id String @id\n}\n' }))).toEqual([]);
});
