import { describe, expect, test } from '@jest/globals';
import { treeOf } from './tree.ts';
import { vocabulary } from './vocabulary.ts';

const messages = (text: string, path = 'gateway/a.ts') =>
  vocabulary(treeOf({ [path]: text })).map(({ message }) => message);

describe('names', () => {
  test.each([
    ['a whole name', 'const told = 1;', 'told'],
    ['a part of a name', 'const isToldOften = 1;', 'isToldOften'],
    ['a constant', 'const TOLD_AT = 1;', 'TOLD_AT'],
    ['two parts in a row', 'function layAside() {}', 'layAside'],
    ['a property', 'interface A { readonly mailbox: string }', 'mailbox'],
    ['a text of one word', "const a = 'gateway_turned_away_total';", 'gateway_turned_away_total'],
    ['a participle that stands by itself', 'const known = new Set();', 'known'],
    ['a limit without its unit', 'const ROWS_AT_ONCE = 9;', 'ROWS_AT_ONCE'],
  ])('%s is caught', (_, text, name) => {
    expect(messages(text)).toEqual([expect.stringContaining(`\`${name}\`: write `)]);
  });

  test.each([
    'const isKnown = 1;',
    'const keyRing = 1;',
    'const bellows = 1;',
    'const asideNote = 1;',
    'const letter = 1;',
  ])('%s passes', (text) => {
    expect(messages(text)).toEqual([]);
  });

  test('a name is reported once in a file, at its first line', () => {
    expect(vocabulary(treeOf({ 'gateway/a.ts': '\nconst told = 1;\nuse(told);' }))).toMatchObject([
      { file: 'gateway/a.ts', line: 2, message: expect.stringContaining('`told` (2 times)') },
    ]);
  });

  test('a word that is a term in one folder is private in another', () => {
    expect(messages('const room = 1;', 'subgraphs/chat/operations/join-room.ts')).toEqual([]);
    expect(messages('const room = 1;', 'scripts/check/layering.ts')).toHaveLength(1);
  });

  test('files are named for what they export', () => {
    expect(messages('', 'gateway/turnstile.ts')).toHaveLength(1);
    expect(messages('', 'gateway/seat/a.ts')).toHaveLength(1);
    expect(messages('', 'gateway/rows.ts')).toEqual([expect.stringContaining('what the file exports')]);
    expect(messages('', 'gateway/find-rows.ts')).toEqual([]);
  });

  test('models and columns of a Prisma schema count', () => {
    expect(messages('model Seat {\n  toldAt DateTime @map("told_at")\n}', 'prisma/a/schema.prisma')).toHaveLength(2);
  });
});

describe('texts', () => {
  test.each([
    ['a docstring', '/**\n * Fine.\n * The bell rings.\n */\nconst a = 1;', 'gateway/a.ts'],
    ['a comment', '\n\n// Laid aside.', 'gateway/a.ts'],
    ['a message', "\n\nconst a = 'The client is told.';", 'gateway/a.ts'],
    ['a part of a template', `\n\nconst a = \`\${b} is told of it\`;`, 'gateway/a.ts'],
    ['a description', 'type A {\n  id: ID!\n  "Null when not told."\n  b: String\n}', 'subgraphs/a/schema.graphql'],
    ['a note in a Prisma schema', '\n\n/// Whom nobody told.', 'prisma/a/schema.prisma'],
    ['a paragraph', '# A\n\nEach domain has one front door.', 'docs/a.md'],
  ])('%s is caught, with its line', (_, text, path) => {
    expect(vocabulary(treeOf({ [path]: text }))).toMatchObject([{ line: 3, rule: 'vocabulary' }]);
  });

  test.each([
    'const a = 1; // What tells two of them apart.',
    'const a = 1; // Domain code cannot tell.',
    'const a = /told \\/\\/ told/;',
    "import a from './told-you.ts';",
  ])('%s passes', (text) => {
    expect(messages(text)).toEqual([]);
  });

  test('names of a contract are public and stay; code in a document is not prose', () => {
    expect(messages('type Room { told: Int }', 'subgraphs/a/schema.graphql')).toEqual([]);
    expect(messages('Call `told`.\n\n    told()\n\n```ts\ntold();\n```', 'docs/a.md')).toEqual([]);
  });
});
