import { expect, test } from '@jest/globals';
import { namedPaths } from './named-paths.ts';
import { treeOf } from './tree.ts';

const FILES = { 'runtime/live/signals.ts': '', 'gateway/index.ts': '' };
const check = (path: string, text: string) => namedPaths(treeOf({ ...FILES, [path]: text }));

test.each([
  ['docs/a.md', '# A\n\nSee `runtime/live/bell.ts`.'],
  ['docs/a.md', '\n\nAll in `runtime/mail/`.'],
  ['gateway/a.ts', '/**\n * A.\n * See `runtime/signals.ts`.\n */\nconst a = 1;'],
  ['docs/how-to/a.md', '\n\nIn `runtime/mail/new-file.ts`.'],
])('%s: a path that does not exist is caught, with its line', (path, text) => {
  expect(check(path, text)).toMatchObject([{ file: path, line: 3, rule: 'named-paths' }]);
});

test.each([
  ['docs/a.md', 'See `runtime/live/signals.ts`, `runtime/live/`, `gateway/index.ts` and `runtime/`.'],
  ['docs/a.md', 'A domain has `subgraphs/<domain>/index.ts` and `prisma/generated/chat/client.ts`.'],
  ['gateway/a.ts', "const a = '`runtime/nowhere.ts`';"],
  ['docs/how-to/a.md', 'Write `runtime/live/new-file.ts`.'],
])('%s: %s', (path, text) => {
  expect(check(path, text)).toEqual([]);
});
